package io.cornerstone.server.mvcc;

import io.cornerstone.protocol.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * A version that a reader found in the index. What the index does not know is read from the engine,
 * once, when it is asked for. For one thread.
 */
final class Match {
  private final Revision revision;
  // 0 while unknown: older versions have them in the engine only.
  private final long knownCreateRevision;
  private final long knownVersion;
  private @Nullable KeyValue kv;

  Match(Revision revision, long createRevision, long version) {
    this.revision = revision;
    this.knownCreateRevision = createRevision;
    this.knownVersion = version;
  }

  Match(Revision revision) {
    this(revision, 0, 0);
  }

  Revision revision() {
    return revision;
  }

  long modRevision() {
    return revision.main();
  }

  long createRevision(Engine engine) {
    return knownCreateRevision != 0 ? knownCreateRevision : kv(engine).getCreateRevision();
  }

  long version(Engine engine) {
    return knownVersion != 0 ? knownVersion : kv(engine).getVersion();
  }

  KeyValue kv(Engine engine) {
    KeyValue read = kv;
    if (read == null) {
      read = engine.get(revision).kv();
      kv = read;
    }
    return read;
  }
}
