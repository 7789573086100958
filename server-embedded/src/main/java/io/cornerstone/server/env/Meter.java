package io.cornerstone.server.env;

/**
 * Hears what a member does, to count and time it. Called on the threads that do the work: must not
 * block or throw. Times are in nanoseconds, sizes in bytes.
 */
public interface Meter {
  /** Hears nothing. */
  Meter NONE = new Meter() {};

  /** A batch was written to the log, not yet synced. */
  default void logWritten(long nanos) {}

  /** So many bytes of commands were written to the log. */
  default void logBytes(long bytes) {}

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

  /** Another leader than before is known. */
  default void leaderChanged() {}

  /** At the leader. */
  default void leaseRenewed() {}

  /** The leader has proposed to revoke an expired lease. */
  default void leaseExpired() {}
}
