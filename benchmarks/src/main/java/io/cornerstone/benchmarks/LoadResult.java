package io.cornerstone.benchmarks;

import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What one run measured.
 *
 * @param operation what was called
 * @param elapsed how long was measured
 * @param cpu what this process used of the processors meanwhile
 * @param latencies of successful calls, in nanoseconds
 * @param failures calls that failed
 */
record LoadResult(
    Workload.Operation operation,
    Duration elapsed,
    Duration cpu,
    Histogram latencies,
    long failures) {
  double perSecond() {
    return latencies.getTotalCount() / (elapsed.toNanos() / 1e9);
  }

  /** Microseconds of processor time that the load and its client took for each call. */
  double cpuMicrosPerCall() {
    return cpu.toNanos() / 1e3 / Math.max(1, latencies.getTotalCount() + failures);
  }

  double millisAt(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-4s %9.0f/s   p50 %7.2f ms   p99 %7.2f ms   p99.9 %7.2f ms   max %7.2f ms"
            + "   cpu %6.1f us   failed %d",
        operation.name().toLowerCase(Locale.ROOT),
        perSecond(),
        millisAt(50),
        millisAt(99),
        millisAt(99.9),
        millisAt(100),
        cpuMicrosPerCall(),
        failures);
  }
}
