package io.cornerstone.testkit.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, with a deadline. */
final class Until {
  private static final long POLL_MILLIS = 20;

  private Until() {}

  /** Waits until {@code condition} holds; fails with {@code state} if it does not in time. */
  static void holds(String what, Duration timeout, BooleanSupplier condition, Supplier<?> state) {
    for (long waited = 0; waited < timeout.toMillis(); waited += POLL_MILLIS) {
      if (condition.getAsBoolean()) {
        return;
      }
      pause();
    }
    throw new AssertionError(what + ": not after " + timeout + "; " + state.get());
  }

  private static void pause() {
    try {
      // A latch that nobody opens: the pause between two looks.
      if (new CountDownLatch(1).await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("nobody opens this");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
