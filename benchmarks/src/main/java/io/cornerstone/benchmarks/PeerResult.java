package io.cornerstone.benchmarks;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What one measurement of one client came to. Travels between processes as a line of text.
 *
 * @param title what was measured, for instance {@code put, 100 outstanding}
 * @param values the figures of it
 */
record PeerResult(String title, Map<Metric, Double> values) {
  private static final String MARK = "result|";

  /** A figure. Of throughput more is better, of all others less. */
  enum Metric {
    PER_SECOND("per second", "%,.0f"),
    P50_MILLIS("p50, ms", "%.2f"),
    P99_MILLIS("p99, ms", "%.2f"),
    CPU_MICROS("client CPU, µs each", "%.1f"),
    HEAP_BYTES("heap, bytes each", "%,.0f");

    private final String title;
    private final String format;

    Metric(String title, String format) {
      this.title = title;
      this.format = format;
    }

    String title() {
      return title;
    }

    String format(double value) {
      return String.format(Locale.ROOT, format, value);
    }

    boolean isBetter(double value, double than) {
      return this == PER_SECOND ? value > than : value < than;
    }
  }

  static PeerResult of(int outstanding, LoadResult load) {
    if (load.failures() > 0) {
      throw new IllegalStateException(load.failures() + " calls failed: " + load);
    }
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    values.put(Metric.PER_SECOND, load.perSecond());
    values.put(Metric.P50_MILLIS, load.millisAt(50));
    values.put(Metric.P99_MILLIS, load.millisAt(99));
    values.put(Metric.CPU_MICROS, load.cpuMicrosPerCall());
    String operation = load.operation().name().toLowerCase(Locale.ROOT);
    return new PeerResult(operation + ", " + outstanding + " outstanding", values);
  }

  String toLine() {
    StringJoiner line = new StringJoiner("|", MARK, "");
    line.add(title);
    values.forEach((metric, value) -> line.add(metric + "=" + value));
    return line.toString();
  }

  /** The result in a line of output; empty if the line is something else. */
  static Optional<PeerResult> parse(String line) {
    if (!line.startsWith(MARK)) {
      return Optional.empty();
    }
    String[] parts = line.substring(MARK.length()).split("\\|", -1);
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      values.put(
          Metric.valueOf(parts[i].substring(0, equals)),
          Double.valueOf(parts[i].substring(equals + 1)));
    }
    return Optional.of(new PeerResult(parts[0], values));
  }
}
