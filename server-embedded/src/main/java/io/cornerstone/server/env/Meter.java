package io.cornerstone.server.env;

/**
 * Hears what a member does, to count and time it. Called on the threads that do the work: must not
 * block or throw. Times are in nanoseconds, sizes in bytes.
 */
public interface Meter {
  /** Hears nothing. */
  Meter NONE = new Meter() {};

  /** Entries were written to the log, not yet synced. */
  default void logWritten(long bytes, long nanos) {}

  default void logSynced(long nanos) {}

  /** The store made its changes durable. */
  default void storeCommitted(long nanos) {}

  /**
   * A command was applied.
   *
   * @param operation its kind, in etcd's words
   */
  default void applied(String operation, boolean isSuccessful, long nanos) {}

  default void ranged(boolean isSuccessful, long nanos) {}

  default void proposalFailed() {}

  default void readIndexFailed() {}

  default void readIndexSlow() {}

  /** Another leader than before is known. */
  default void leaderChanged() {}

  default void peerSent(long member, long bytes) {}

  default void peerSendFailed(long member) {}

  default void peerReceived(long member, long bytes) {}

  default void peerRoundTrip(long member, long nanos) {}

  /** A snapshot for a follower was delivered or failed. */
  default void snapshotSent(long member, boolean isSuccessful, long nanos) {}

  /** A leader's snapshot was received or failed to be. */
  default void snapshotReceived(long member, boolean isSuccessful, long nanos) {}

  default void defragmented(long nanos) {}

  default void leaseGranted() {}

  default void leaseRevoked() {}

  default void leaseRenewed() {}

  default void leaseExpired() {}
}
