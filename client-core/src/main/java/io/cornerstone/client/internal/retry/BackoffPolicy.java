package io.cornerstone.client.internal.retry;

import io.cornerstone.client.ClientConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubling, bounded, with jitter.
 *
 * <p>The interval comes from resilience4j; the jitter is ours, since theirs draws from a source of
 * randomness that a test cannot seed. Its own retry runs a call by itself and blocks or schedules
 * it there, which does not fit attempts that share one deadline on the client loop.
 */
public final class BackoffPolicy {
  private static final double JITTER = 0.2;

  private final IntervalFunction intervals;
  private final RandomGenerator random;

  public BackoffPolicy(ClientConfig.Backoff backoff, RandomGenerator random) {
    this.intervals = IntervalFunction.ofExponentialBackoff(backoff.first(), 2.0, backoff.max());
    this.random = random;
  }

  /** The pause after this many failures in a row, at least one. On the client loop only. */
  public long pauseNanos(int failures) {
    return jittered(steadyPauseNanos(failures));
  }

  /**
   * About this long, so that clients that started together drift apart. On the client loop only.
   */
  public long jittered(long nanos) {
    return (long) (nanos * (1 + JITTER * (2 * random.nextDouble() - 1)));
  }

  /** The pause after this many failures, without jitter; on any thread. */
  public long steadyPauseNanos(int failures) {
    return TimeUnit.MILLISECONDS.toNanos(intervals.apply(failures));
  }
}
