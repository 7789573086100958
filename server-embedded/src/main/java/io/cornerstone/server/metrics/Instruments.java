package io.cornerstone.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** Makes instruments in one registry, in the few ways that etcd's metrics need. */
final class Instruments {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  private final PrometheusRegistry registry;
  private final Set<String> counters = ConcurrentHashMap.newKeySet();

  Instruments(PrometheusRegistry registry) {
    this.registry = registry;
  }

  Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  /**
   * A counter that is kept elsewhere and read when it is asked for. The library has such a thing,
   * but forgets how its name ends.
   */
  void counter(String name, String help, DoubleSupplier value) {
    gauge(name, help, value);
    counters.add(name);
  }

  /** Whether what the library takes for a gauge is a counter. */
  boolean isCounter(String gauge) {
    return counters.contains(gauge);
  }

  Gauge gauge(String name, String help, String... labels) {
    return Gauge.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  /** A gauge that is read when it is asked for. */
  void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** A gauge whose label values too are only known when it is asked for. */
  void gauge(
      String name, String help, Consumer<GaugeWithCallback.Callback> values, String... labels) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(values)
        .register(registry);
  }

  /** A histogram of seconds whose bucket bounds start at {@code first} and double. */
  Histogram seconds(String name, String help, double first, int buckets, String... labels) {
    return doubling(name, help, first, buckets, labels);
  }

  /** A histogram of any unit whose bucket bounds start at {@code first} and double. */
  Histogram doubling(String name, String help, double first, int buckets, String... labels) {
    double[] bounds = new double[buckets];
    for (int i = 0; i < buckets; i++) {
      bounds[i] = first * (1L << i);
    }
    return histogram(name, help, bounds, labels);
  }

  Histogram histogram(String name, String help, double[] bounds, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(bounds)
        .register(registry);
  }

  static double toSeconds(long nanos) {
    return nanos / NANOS_PER_SECOND;
  }

  static double toMillis(long nanos) {
    return nanos / NANOS_PER_MILLI;
  }
}
