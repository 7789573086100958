package io.cornerstone.ctl.text;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as Go writes them, such as {@code 1.5ms} or {@code 2m0.5s}. */
public final class TookText {
  private TookText() {}

  /** The text of a duration that is not negative. */
  public static String of(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    if (nanos < 1_000_000) {
      return scaled(nanos, 3) + "µs";
    }
    if (nanos < 1_000_000_000) {
      return scaled(nanos, 6) + "ms";
    }
    long minutes = duration.toMinutes();
    String seconds = scaled(nanos - Duration.ofMinutes(minutes).toNanos(), 9) + "s";
    if (minutes == 0) {
      return seconds;
    }
    return (minutes < 60 ? "" : minutes / 60 + "h") + minutes % 60 + "m" + seconds;
  }

  private static String scaled(long nanos, int digits) {
    return BigDecimal.valueOf(nanos, digits).stripTrailingZeros().toPlainString();
  }
}
