package io.cornerstone.server.env;

/**
 * Hears what a member does with its store, to count and time it. Called on the threads that do the
 * work: must not block or throw. Times are in nanoseconds, sizes in bytes.
 */
public interface StoreMeter {
  /** Hears nothing. */
  StoreMeter NONE = new StoreMeter() {};

  /** The store made its changes durable. */
  default void committed(long nanos) {}

  /**
   * A command or a read-only transaction ran.
   *
   * @param putBytes keys and values of the puts
   */
  default void ran(int ranges, int puts, int deletes, long putBytes) {}

  default void ranged(boolean isSuccessful, long nanos) {}

  /**
   * A checksum was computed.
   *
   * @param isOfRevision whether of a given revision; else of the latest
   */
  default void hashed(boolean isOfRevision, long nanos) {}

  /** A client has let go of its view of the whole store. */
  default void viewed(long nanos) {}

  default void defragmentBegan() {}

  /** However it ended. */
  default void defragmentEnded(long nanos) {}

  /**
   * One step of a compaction, between commands.
   *
   * @param revisions how many it gave back
   */
  default void compactionStep(long revisions, long nanos) {}

  /**
   * Nothing is left to give back.
   *
   * @param wallMillis when
   */
  default void compactionEnded(long nanos, long wallMillis) {}

  /** All that was applied is durable in the store, so that the log can be cut. */
  default void checkpointed(long nanos) {}

  /**
   * A snapshot of another member came in whole.
   *
   * @param nanos to verify it and to make a store of it, durably
   */
  default void snapshotStored(long nanos) {}

  /** A snapshot takes the place of the store, or has done so. */
  default void snapshotApplying(boolean isApplying) {}
}
