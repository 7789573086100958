package io.cornerstone.server.raft;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A leader's right to answer reads without a round of their own (dissertation, 6.4.1). Whoever
 * answers a heartbeat supports no other leader for an election timeout; when a quorum has, no other
 * can be elected in that time, counted from when the heartbeat was sent. The lease lasts half of
 * it, so that it holds even if another's clock runs almost twice as fast.
 */
final class ReadLease {
  private static final long NEVER = Long.MIN_VALUE;

  private record Sent(long round, long at) {}

  private final long length;
  private final Queue<Sent> unconfirmed = new ArrayDeque<>();
  private long from = NEVER; // When the latest round was sent that a quorum has confirmed.

  /**
   * @param electionTicks what a follower waits at least before it supports another leader
   */
  ReadLease(int electionTicks) {
    this.length = Math.max(1, electionTicks / 2);
  }

  /** A round is on its way; forgets those that could not extend the lease any more. */
  void sent(long round, long now) {
    while (!unconfirmed.isEmpty() && unconfirmed.element().at() + length <= now) {
      unconfirmed.remove();
    }
    unconfirmed.add(new Sent(round, now));
  }

  /** A quorum has confirmed {@code round} and with it all before. */
  void confirmed(long round) {
    while (!unconfirmed.isEmpty() && unconfirmed.element().round() <= round) {
      from = unconfirmed.remove().at();
    }
  }

  boolean isValid(long now) {
    return from != NEVER && now < from + length;
  }
}
