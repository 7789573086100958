package io.cornerstone.server.mvcc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.KeyValue;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum of the history, over the bytes that etcd's database has for it: the name of its
 * table, then the revision and the value of each change in order.
 *
 * <p>Changes up to the compact revision count only if they are still valid at the revision of the
 * hash, so that it does not matter how far the dead ones were cleared away.
 */
final class HashScan implements Engine.ChangeVisitor {
  private static final ByteString TABLE_NAME = ByteString.copyFromUtf8("key");
  private static final int KEY_BYTES = 2 * Long.BYTES + 1;

  private final KeyTree tree;
  private final long compactRevision;
  private final long validAt;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer encodedRevision = ByteBuffer.allocate(KEY_BYTES + 1);

  HashScan(KeyTree tree, long revision, long compactRevision) {
    this.tree = tree;
    this.compactRevision = compactRevision;
    // etcd leaves nothing out if no key is left at the revision: what the compaction left counts.
    this.validAt = compactRevision > 0 && !hasKeysAt(revision) ? compactRevision : revision;
  }

  private boolean hasKeysAt(long revision) {
    final boolean[] found = new boolean[1];
    tree.scan(
        null,
        null,
        entry -> {
          found[0] = entry.existsAt(revision);
          return !found[0];
        });
    return found[0];
  }

  int run(Engine engine, long revision) {
    crc.update(TABLE_NAME.asReadOnlyByteBuffer());
    if (revision >= 0) {
      engine.scan(new Revision(0, 0), new Revision(revision + 1, 0), this);
    }
    return (int) crc.getValue();
  }

  @Override
  public boolean visit(Engine.Change change) {
    if (change.revision().main() > compactRevision || isValid(change)) {
      addRevision(change);
      addValue(change);
    }
    return true;
  }

  private boolean isValid(Engine.Change change) {
    final KeyEntry entry = tree.get(change.kv().getKey().toByteArray());
    final Match match = entry == null ? null : entry.matchAt(validAt);
    return match != null && match.revision().equals(change.revision());
  }

  /** Main, an underscore, sub; and a letter for a deletion. */
  private void addRevision(Engine.Change change) {
    encodedRevision.clear();
    encodedRevision.putLong(change.revision().main());
    encodedRevision.put((byte) '_');
    encodedRevision.putLong(change.revision().sub());
    if (change.tombstone()) {
      encodedRevision.put((byte) 't');
    }
    crc.update(encodedRevision.flip());
  }

  private void addValue(Engine.Change change) {
    final KeyValue kv =
        change.tombstone()
            ? KeyValue.newBuilder().setKey(change.kv().getKey()).build()
            : change.kv();
    final ByteString encoded = kv.toByteString();
    crc.update(encoded.asReadOnlyByteBuffer());
  }
}
