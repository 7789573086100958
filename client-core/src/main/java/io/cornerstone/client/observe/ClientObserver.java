package io.cornerstone.client.observe;

import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.client.watch.WatchEnd;

/**
 * Hears of what a client does; see {@link io.cornerstone.client.Client#observe}. Each method does
 * nothing unless it is overridden.
 *
 * <pre>{@code
 * client.observe(new ClientObserver() {
 *   @Override
 *   public void leaseEnded(LeaseId lease, LeaseState last) {
 *     if (last instanceof LeaseState.Lost lost) {
 *       alert("lease " + lease + " was lost: " + lost.cause());
 *     }
 *   }
 * });
 * }</pre>
 *
 * <p>All methods but {@link #callStarted} run on the callback executor, one after the other. What
 * they throw is logged.
 */
public interface ClientObserver {
  /**
   * A call begins. On the caller's thread, or that of the client for calls of its own, such as
   * logins; must not block.
   *
   * @param method as gRPC names it: {@code etcdserverpb.KV/Put}
   * @return who hears of its end
   */
  default CallObserver callStarted(String method) {
    return CallObserver.NONE;
  }

  /**
   * A stream was opened, the first of its kind or one in the place of a lost one. All its users
   * resume on it.
   *
   * @param method {@code etcdserverpb.Watch/Watch} or {@code etcdserverpb.Lease/LeaseKeepAlive}
   * @param endpoint where
   * @param users how many watchers or leases are to be resumed on it
   */
  default void streamOpened(String method, String endpoint, int users) {}

  /** A stream was lost, and will be replaced as long as somebody needs it. */
  default void streamLost(String method, String endpoint, String reason) {}

  /** A watcher was started. One that resyncs counts as several, one after the other. */
  default void watcherStarted() {}

  /** A watcher has ended. */
  default void watcherEnded(WatchEnd end) {}

  /**
   * A watcher went on after a compaction.
   *
   * @param revision that of the list
   * @param events how many synthetic events the listener was given
   */
  default void watcherResynced(long revision, int events) {}

  /** A lease is being kept alive. */
  default void leaseKept(LeaseId lease) {}

  /** A lease is no longer kept alive: it was lost, or its handles were closed. */
  default void leaseEnded(LeaseId lease, LeaseState last) {}
}
