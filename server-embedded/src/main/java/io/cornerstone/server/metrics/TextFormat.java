package io.cornerstone.server.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.math.BigDecimal;
import java.util.function.Predicate;

/**
 * Writes metrics in the text format of Prometheus, version 0.0.4, as a Go program would. The
 * library's own writer gives every counter a name that ends in {@code _total}, which some of etcd's
 * do not, and spells numbers in Java's way, so that the bounds of buckets, which are labels, would
 * not be equal to etcd's.
 */
final class TextFormat {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final int PLAIN_EXPONENT_MIN = -4;
  private static final int PLAIN_EXPONENT_MAX = 5;

  private final StringBuilder out = new StringBuilder(64 << 10);

  private final Predicate<String> isCounter;

  private TextFormat(Predicate<String> isCounter) {
    this.isCounter = isCounter;
  }

  /**
   * @param isCounter tells of the name of a gauge whether it is a counter nevertheless
   */
  static String of(MetricSnapshots snapshots, Predicate<String> isCounter) {
    TextFormat text = new TextFormat(isCounter);
    for (MetricSnapshot snapshot : snapshots) {
      text.add(snapshot);
    }
    return text.out.toString();
  }

  private void add(MetricSnapshot snapshot) {
    if (snapshot.getDataPoints().isEmpty()) {
      return;
    }
    String name = snapshot.getMetadata().getOriginalName();
    if (snapshot instanceof CounterSnapshot counter) {
      head(name, "counter", snapshot);
      for (CounterDataPointSnapshot point : counter.getDataPoints()) {
        line(name, point.getLabels(), point.getValue());
      }
    } else if (snapshot instanceof GaugeSnapshot gauge) {
      head(name, isCounter.test(name) ? "counter" : "gauge", snapshot);
      for (GaugeDataPointSnapshot point : gauge.getDataPoints()) {
        line(name, point.getLabels(), point.getValue());
      }
    } else if (snapshot instanceof HistogramSnapshot histogram) {
      head(name, "histogram", snapshot);
      histogram.getDataPoints().forEach(point -> histogram(name, point));
    } else {
      throw new IllegalArgumentException("no text for " + name);
    }
  }

  private void head(String name, String type, MetricSnapshot snapshot) {
    String help = snapshot.getMetadata().getHelp();
    if (help != null) {
      out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    }
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void histogram(String name, HistogramDataPointSnapshot point) {
    long count = 0;
    for (ClassicHistogramBucket bucket : point.getClassicBuckets()) {
      count += bucket.getCount();
      String bound = number(bucket.getUpperBound());
      line(name + "_bucket", point.getLabels().add("le", bound), count);
    }
    line(name + "_sum", point.getLabels(), point.getSum());
    line(name + "_count", point.getLabels(), count);
  }

  private void line(String name, Labels labels, double value) {
    out.append(name);
    if (!labels.isEmpty()) {
      char before = '{';
      for (Label label : labels) {
        out.append(before).append(label.getName()).append("=\"");
        escaped(label.getValue());
        out.append('"');
        before = ',';
      }
      out.append('}');
    }
    out.append(' ').append(number(value)).append('\n');
  }

  private void escaped(String value) {
    for (int i = 0; i < value.length(); i++) {
      char next = value.charAt(i);
      switch (next) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        default -> out.append(next);
      }
    }
  }

  /** The shortest form, with an exponent where Go writes one. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    return exponent < PLAIN_EXPONENT_MIN || exponent > PLAIN_EXPONENT_MAX
        ? withExponent(decimal, exponent)
        : decimal.toPlainString();
  }

  private static String withExponent(BigDecimal decimal, int exponent) {
    String digits = decimal.unscaledValue().abs().toString();
    return (decimal.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
