package io.cornerstone.client.watch;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.kv.KeyValue;
import java.util.Optional;

/**
 * One change of one key.
 *
 * <p>Most are the server's account of what happened. A watcher that was told to {@linkplain
 * Watch#resyncAfterCompaction() resync} makes events up, too, from a list of the keys, and marks
 * them as {@linkplain #isSynthetic() synthetic}.
 */
public sealed interface WatchEvent {
  /** The key that changed. */
  Bytes key();

  /** The revision of the change. */
  long modRevision();

  /** The version before, if it was asked for, existed and is not compacted. */
  Optional<KeyValue> prevKv();

  /**
   * Whether the client concluded this change from a list, since the history that told of it is
   * compacted. See {@link Watch#resyncAfterCompaction()} for what such an event carries.
   */
  boolean isSynthetic();

  /**
   * The key was put.
   *
   * @param kv the new version
   * @param prevKv the one before
   * @param isSynthetic whether it was concluded from a list
   */
  record Put(KeyValue kv, Optional<KeyValue> prevKv, boolean isSynthetic) implements WatchEvent {
    /** As a server tells it. */
    public Put(KeyValue kv, Optional<KeyValue> prevKv) {
      this(kv, prevKv, false);
    }

    @Override
    public Bytes key() {
      return kv.key();
    }

    @Override
    public long modRevision() {
      return kv.modRevision();
    }

    /**
     * Whether this put created the key. Of a synthetic one, whether no other has followed its
     * creation.
     */
    public boolean isCreate() {
      return kv.version() == 1;
    }
  }

  /**
   * The key was deleted, or its lease ended.
   *
   * @param key the key
   * @param modRevision the revision of the deletion; of a synthetic one, that of the list which
   *     lacks the key
   * @param prevKv the version that was deleted
   * @param isSynthetic whether it was concluded from a list
   */
  record Delete(Bytes key, long modRevision, Optional<KeyValue> prevKv, boolean isSynthetic)
      implements WatchEvent {
    /** As a server tells it. */
    public Delete(Bytes key, long modRevision, Optional<KeyValue> prevKv) {
      this(key, modRevision, prevKv, false);
    }
  }
}
