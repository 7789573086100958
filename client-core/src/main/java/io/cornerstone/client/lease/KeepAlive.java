package io.cornerstone.client.lease;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A lease that the client keeps alive.
 *
 * <p>All times are by the monotonic clock of this process and count from when the request was
 * <em>sent</em> that the server confirmed, so that the lease at the server lives at least as long
 * as this handle says. Once a handle was lost it stays lost, also if the server should still have
 * the lease.
 */
public interface KeepAlive extends AutoCloseable {
  /** Which lease. */
  LeaseId id();

  /**
   * What is known now. Exact at any moment, also right after the process was suspended: a lease
   * whose validity has passed is never said to be active.
   */
  LeaseState state();

  /** How long the lease is certain to live yet; zero if nothing is certain or it is over. */
  Duration remaining();

  /** Completes with the last state, {@link LeaseState.Lost} or {@link LeaseState.Closed}. */
  CompletableFuture<LeaseState> ended();

  /**
   * Stops keeping the lease alive, which then ends by itself; it is not revoked. Does nothing when
   * repeated or when the lease is lost.
   */
  @Override
  void close();

  /** Learns of changes of state. */
  @FunctionalInterface
  interface Listener {
    /** The lease went over to this state. {@code Lost} and {@code Closed} are the last call. */
    void onState(LeaseState state);
  }
}
