package io.cornerstone.client.watch;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.kv.KeyValue;
import java.util.Optional;

/** One change of one key. */
public sealed interface WatchEvent {
  /** The key that changed. */
  Bytes key();

  /** The revision of the change. */
  long modRevision();

  /** The version before, if it was asked for, existed and is not compacted. */
  Optional<KeyValue> prevKv();

  /**
   * The key was put.
   *
   * @param kv the new version
   * @param prevKv the one before
   */
  record Put(KeyValue kv, Optional<KeyValue> prevKv) implements WatchEvent {
    @Override
    public Bytes key() {
      return kv.key();
    }

    @Override
    public long modRevision() {
      return kv.modRevision();
    }

    /** Whether this put created the key. */
    public boolean isCreate() {
      return kv.version() == 1;
    }
  }

  /**
   * The key was deleted, or its lease ended.
   *
   * @param key the key
   * @param modRevision the revision of the deletion
   * @param prevKv the version that was deleted
   */
  record Delete(Bytes key, long modRevision, Optional<KeyValue> prevKv) implements WatchEvent {}
}
