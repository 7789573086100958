package io.cornerstone.benchmarks;

import java.time.Duration;

/** Measures time from its start. The only reader of the clock in the benchmarks. */
final class Stopwatch {
  private final long startNanos = System.nanoTime();

  private Stopwatch() {}

  static Stopwatch start() {
    return new Stopwatch();
  }

  /** Nanoseconds since the start. */
  long nanos() {
    return System.nanoTime() - startNanos;
  }

  /** Seconds since the start. */
  double seconds() {
    return nanos() / 1e9;
  }

  Duration elapsed() {
    return Duration.ofNanos(nanos());
  }
}
