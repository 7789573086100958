package io.cornerstone.server.cli;

import io.cornerstone.ctl.print.Fields;
import io.cornerstone.ctl.print.Json;
import io.cornerstone.ctl.print.Table;
import io.cornerstone.ctl.print.TableView;
import io.cornerstone.server.mvcc.KvHash;

/** What {@code utl hashkv} prints, in the forms that etcdutl has. */
record HashView(KvHash hash) implements TableView {
  @Override
  public Table table() {
    return new Table("HASH", "HASH REVISION", "COMPACT REVISION")
        .row(
            Integer.toUnsignedString(hash.hash()),
            Long.toString(hash.revision()),
            Long.toString(hash.compactRevision()));
  }

  @Override
  public String json() {
    return new Json()
        .put("hash", Integer.toUnsignedString(hash.hash()))
        .put("hashRevision", Long.toString(hash.revision()))
        .put("compactRevision", Long.toString(hash.compactRevision()))
        .toString();
  }

  @Override
  public void fields(Fields fields) {
    fields
        .add("Hash", Integer.toUnsignedString(hash.hash()))
        .add("Hash revision", hash.revision())
        .add("Compact revision", hash.compactRevision());
  }
}
