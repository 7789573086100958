package io.cornerstone.benchmarks;

import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What one run measured.
 *
 * @param operation what was called
 * @param elapsed how long was measured
 * @param latencies of successful calls, in nanoseconds
 * @param failures calls that failed
 */
record LoadResult(
    Workload.Operation operation, Duration elapsed, Histogram latencies, long failures) {
  double perSecond() {
    return latencies.getTotalCount() / (elapsed.toNanos() / 1e9);
  }

  double millisAt(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-4s %9.0f/s   p50 %7.2f ms   p99 %7.2f ms   p99.9 %7.2f ms   max %7.2f ms   failed %d",
        operation.name().toLowerCase(Locale.ROOT),
        perSecond(),
        millisAt(50),
        millisAt(99),
        millisAt(99.9),
        millisAt(100),
        failures);
  }
}
