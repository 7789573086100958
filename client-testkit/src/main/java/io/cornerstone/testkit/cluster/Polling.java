package io.cornerstone.testkit.cluster;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition that nobody signals, on the calling thread. */
public final class Polling {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private Polling() {}

  /**
   * Returns when the condition holds; looks every 5 ms.
   *
   * @throws IllegalStateException if it does not within the deadline, or the thread is interrupted
   */
  public static void await(Duration deadline, String what, BooleanSupplier condition) {
    long until = System.nanoTime() + deadline.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        throw new IllegalStateException("waited " + deadline + " in vain for " + what);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted while waiting for " + what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
