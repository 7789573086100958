package io.cornerstone.server.raft;

import java.util.random.RandomGenerator;

/**
 * Counts the ticks in which a member has waited for a leader. The timeout is random in [base, 2 x
 * base), so that members rarely stand for election at the same time (Raft paper, 5.2).
 */
final class ElectionTimer {
  private final int base;
  private final int timeout;
  private int elapsed;

  ElectionTimer(int base, RandomGenerator random) {
    this.base = base;
    this.timeout = base + random.nextInt(base);
  }

  /** Counts one tick; true once the timeout has passed. */
  boolean tick() {
    elapsed++;
    return elapsed >= timeout;
  }

  void restart() {
    elapsed = 0;
  }

  /** Whether less than the base timeout has passed. */
  boolean isWithinBase() {
    return elapsed < base;
  }
}
