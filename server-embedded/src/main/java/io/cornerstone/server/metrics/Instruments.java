package io.cornerstone.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.DoubleSupplier;

/** Makes instruments in one registry, in the few ways that etcd's metrics need. */
final class Instruments {
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrometheusRegistry registry;

  Instruments(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** A counter whose name ends in {@code _total}. */
  Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  /**
   * A counter whose name does not end in {@code _total}. The library allows that only to gauges, so
   * its type is one; it still only grows.
   */
  Gauge plainCounter(String name, String help, String... labels) {
    return Gauge.builder().name(name).help(help).labelNames(labels).register(registry);
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

  /** A histogram of seconds whose bucket bounds start at {@code first} and double. */
  Histogram seconds(String name, String help, double first, int buckets, String... labels) {
    double[] bounds = new double[buckets];
    for (int i = 0; i < buckets; i++) {
      bounds[i] = first * (1L << i);
    }
    return seconds(name, help, bounds, labels);
  }

  /** A histogram of seconds with these bucket bounds. */
  Histogram seconds(String name, String help, double[] bounds, String... labels) {
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
}
