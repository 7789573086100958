package io.cornerstone.client.lease;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Leases: a lifetime that keys can be attached to. When it ends, its keys are deleted together, at
 * one revision. See {@link io.cornerstone.client.Client} for threads, deadlines and failures.
 *
 * <p>Questions are retried, and so are grants for which the client picks the id: a second one does
 * nothing. Other grants, and revokes, are sent at most once to a server that may have applied them.
 */
public interface Leases {
  /** Grants a lease whose id the client picks. A lost answer costs no second lease. */
  default CompletableFuture<GrantResult> grant(Duration ttl) {
    return grant(LeaseId.NONE, ttl);
  }

  /**
   * Grants a lease.
   *
   * <p>Refused with {@code LEASE_EXIST} if the id is in use.
   *
   * @param id the id wanted, or {@link LeaseId#NONE} for one that the client draws at random
   * @param ttl how long the lease lives when it is not kept alive; rounded up to whole seconds, and
   *     raised by the server to its minimum, as the result tells
   */
  CompletableFuture<GrantResult> grant(LeaseId id, Duration ttl);

  /** Ends a lease and deletes its keys. Refused with {@code LEASE_NOT_FOUND} if there is none. */
  CompletableFuture<RevokeResult> revoke(LeaseId id);

  /** How long a lease still lives. An unknown lease is no error; see the result. */
  default CompletableFuture<TimeToLiveResult> timeToLive(LeaseId id) {
    return timeToLive(id, false);
  }

  /** How long a lease still lives and, if wanted, which keys it has. */
  CompletableFuture<TimeToLiveResult> timeToLive(LeaseId id, boolean withKeys);

  /** The leases that the answering member knows; may be stale. */
  CompletableFuture<LeaseListResult> list();

  /**
   * Renews a lease once: one request, no stream that stays. To keep one alive, {@link #keepAlive}
   * is the way. A lost answer is asked for again, which does no harm.
   */
  CompletableFuture<KeepAliveResult> keepAliveOnce(LeaseId id);

  /**
   * Keeps a lease alive until the handle is closed, from now on and once per third of its TTL. The
   * TTL is not known until the server's first answer: until then the handle is {@link
   * LeaseState.AtRisk} with nothing remaining.
   */
  default KeepAlive keepAlive(LeaseId id) {
    return keepAlive(id, state -> {});
  }

  /**
   * Keeps a lease alive, and tells a listener each change of its state.
   *
   * @param listener called on the callback executor, one call after the other, never with the
   *     initial state
   */
  KeepAlive keepAlive(LeaseId id, KeepAlive.Listener listener);

  /**
   * Grants a lease and keeps it alive. The validity counts from when the grant was sent.
   *
   * <p>Should the returned future be cancelled or fail as indeterminate, a lease may exist that
   * ends by itself.
   */
  CompletableFuture<KeepAlive> grantAndKeepAlive(Duration ttl, KeepAlive.Listener listener);

  /** The same, with another deadline per call. */
  Leases withTimeout(Duration timeout);
}
