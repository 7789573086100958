package io.cornerstone.client.fake;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition that nobody signals. */
public final class Eventually {
  private static final int LOOKS = 4000;
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private Eventually() {}

  /** Returns once the condition holds; fails after about 20 seconds. */
  public static void holds(BooleanSupplier condition) {
    for (int look = 0; look < LOOKS; look++) {
      if (condition.getAsBoolean()) {
        return;
      }
      LockSupport.parkNanos(BETWEEN_NANOS);
    }
    throw new AssertionError("the condition did not come true in time");
  }
}
