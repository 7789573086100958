package io.cornerstone.server.cli;

import io.cornerstone.ctl.print.Fields;
import io.cornerstone.ctl.print.Json;
import io.cornerstone.ctl.print.Table;
import io.cornerstone.ctl.print.TableView;
import io.cornerstone.ctl.text.ByteSize;
import io.cornerstone.server.backup.SnapshotFile;

/** What {@code snapshot status} prints, in the forms that etcdctl has. */
record StatusView(SnapshotFile.Status status) implements TableView {
  @Override
  public Table table() {
    return new Table("HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE")
        .row(
            Long.toHexString(status.hash()),
            Long.toString(status.revision()),
            Long.toString(status.totalKeys()),
            ByteSize.of(status.totalBytes()));
  }

  @Override
  public String json() {
    return new Json()
        .put("hash", Long.toString(status.hash()))
        .put("revision", Long.toString(status.revision()))
        .put("totalKey", Long.toString(status.totalKeys()))
        .put("totalSize", Long.toString(status.totalBytes()))
        .toString();
  }

  @Override
  public void fields(Fields fields) {
    fields
        .add("Hash", status.hash())
        .add("Revision", status.revision())
        .add("Keys", status.totalKeys())
        .add("Size", status.totalBytes());
  }
}
