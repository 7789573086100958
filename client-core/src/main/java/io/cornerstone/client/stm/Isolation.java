package io.cornerstone.client.stm;

/**
 * What a transaction may see of others, from strict to lax.
 *
 * <p>All levels write atomically, and all but {@link #READ_COMMITTED} lose no update of a key that
 * the transaction has read before it writes it.
 */
public enum Isolation {
  /**
   * As if transactions ran one after the other; and a key that is written without having been read
   * must not have been put by another since the first read. The default, as in etcd's own client.
   */
  SERIALIZABLE_SNAPSHOT(true, true, true),

  /**
   * As if transactions ran one after the other: all reads see one revision, and none of what was
   * read, ranges included, has changed at commit.
   */
  SERIALIZABLE(true, true, false),

  /**
   * All reads see one revision; what was written must not have been changed by another since. Two
   * transactions that read the same keys and write different ones both succeed (write skew).
   */
  SNAPSHOT(true, false, true),

  /**
   * Each read sees the newest revision and repeats its answer; what was read has not changed at
   * commit. Reads of different keys may see different revisions on the way to a commit that fails,
   * and a range read may miss keys that were created meanwhile (phantoms).
   */
  REPEATABLE_READ(false, true, false),

  /** Each read sees the newest revision, and nothing is compared at commit. Never contended. */
  READ_COMMITTED(false, false, false);

  private final boolean pinsSnapshot;
  private final boolean comparesReads;
  private final boolean comparesWrites;

  Isolation(boolean pinsSnapshot, boolean comparesReads, boolean comparesWrites) {
    this.pinsSnapshot = pinsSnapshot;
    this.comparesReads = comparesReads;
    this.comparesWrites = comparesWrites;
  }

  /** Whether all reads of an attempt see the revision of the first. */
  boolean pinsSnapshot() {
    return pinsSnapshot;
  }

  /** Whether what was read must be the same at commit. */
  boolean comparesReads() {
    return comparesReads;
  }

  /** Whether what is written must be the same at commit. */
  boolean comparesWrites() {
    return comparesWrites;
  }

  /** Whether keys must not have appeared in a range that was read. */
  boolean guardsRanges() {
    return pinsSnapshot && comparesReads;
  }

  /** Whether a transaction that wrote nothing is right without asking the server again. */
  boolean readsNeedNoCommit() {
    return pinsSnapshot || !comparesReads;
  }
}
