package io.cornerstone.server.env;

/**
 * Hears what a member does, to count and time it. Called on the threads that do the work: must not
 * block or throw. Times are in nanoseconds, sizes in bytes.
 */
public interface Meter {
  /** Hears nothing. */
  Meter NONE = new Meter() {};

  /** Who hears what the member does with its store. */
  default StoreMeter store() {
    return StoreMeter.NONE;
  }

  /** A batch was written to the log, not yet synced. */
  default void logWritten(long nanos) {}

  /** So many bytes of commands were written to the log. */
  default void logBytes(long bytes) {}

  default void logSynced(long nanos) {}

  /**
   * A command was applied.
   *
   * @param operation its kind, in etcd's words
   */
  default void applied(String operation, boolean isSuccessful, long nanos) {}

  default void proposalFailed() {}

  /** Another leader than before is known. */
  default void leaderChanged() {}

  /** A leader's heartbeats go out late. */
  default void heartbeatLate() {}

  /** The answer to a question for a read index did not come in time; it is asked again. */
  default void readIndexSlow() {}

  /** Reads were given up for want of a read index. */
  default void readIndexFailed() {}

  default void learnerPromoted() {}

  /**
   * @param reason in a few words, one of few
   */
  default void learnerNotPromoted(String reason) {}

  /**
   * @param ttlSeconds as granted
   */
  default void leaseGranted(long ttlSeconds) {}

  default void leaseRevoked() {}

  /** At the leader. */
  default void leaseRenewed() {}

  /** The leader has proposed to revoke an expired lease. */
  default void leaseExpired() {}
}
