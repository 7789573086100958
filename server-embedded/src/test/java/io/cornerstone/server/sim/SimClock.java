package io.cornerstone.server.sim;

import io.cornerstone.server.env.Clock;

/**
 * One member's clock. Its monotonic time has an origin of its own in each life and runs a little
 * fast or slow; its wall time jumps.
 */
final class SimClock implements Clock {
  /** The fastest clock gains this much, the slowest loses it. */
  static final double DRIFT_MAX = 0.01;

  private final SimEvents events;
  private final long startNanos;
  private final long originNanos;
  private final double rate;
  private long wallOffsetMillis;

  SimClock(SimEvents events, long originNanos, double rate) {
    this.events = events;
    this.startNanos = events.now();
    this.originNanos = originNanos;
    this.rate = rate;
  }

  @Override
  public long monotonicNanos() {
    return originNanos + (long) ((events.now() - startNanos) * rate);
  }

  @Override
  public long wallMillis() {
    return events.now() / 1_000_000 + wallOffsetMillis;
  }

  void jump(long millis) {
    wallOffsetMillis += millis;
  }

  /** How long this clock's {@code nanos} last. */
  long trueNanos(long nanos) {
    return (long) Math.ceil(nanos / rate);
  }
}
