package io.cornerstone.client.internal.flow;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How much a subscriber has asked for. Any thread adds; one at a time takes. */
public final class Demand {
  private final AtomicLong left = new AtomicLong();
  private final AtomicReference<@Nullable IllegalArgumentException> misuse =
      new AtomicReference<>();

  /** Adds; what is not positive is remembered as a misuse. {@link Long#MAX_VALUE} is no limit. */
  public void add(long n) {
    if (n <= 0) {
      misuse.compareAndSet(null, new IllegalArgumentException("a demand must be positive: " + n));
    } else {
      left.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
    }
  }

  /** Whether something is asked for. */
  public boolean isPositive() {
    return left.get() > 0;
  }

  /** Takes one, if something is asked for. */
  public boolean take() {
    long before = left.get();
    if (before > 0 && before != Long.MAX_VALUE) {
      left.decrementAndGet();
    }
    return before > 0;
  }

  /** With what the subscriber must fail, if it asked for what cannot be. */
  public @Nullable IllegalArgumentException misuse() {
    return misuse.get();
  }
}
