package io.cornerstone.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;

/** Counts health checks and their results. Any thread. */
public final class HealthMeter {
  private final Counter successes;
  private final Counter failures;
  private final Gauge last;
  private final Counter runs;

  HealthMeter(Instruments make) {
    successes = make.counter("etcd_server_health_success", "Good answers of /health.");
    failures = make.counter("etcd_server_health_failures", "Bad answers of /health.");
    last =
        make.gauge("etcd_server_healthcheck", "Last result of a check; 1 is good.", "type", "name");
    runs =
        make.counter(
            "etcd_server_healthchecks_total", "Checks that ran.", "type", "name", "status");
  }

  /** {@code /health} was answered. */
  public void answered(boolean isHealthy) {
    (isHealthy ? successes : failures).inc();
  }

  /**
   * A check ran.
   *
   * @param type livez or readyz
   */
  public void ran(String type, String name, boolean isHealthy) {
    last.labelValues(type, name).set(isHealthy ? 1 : 0);
    runs.labelValues(type, name, isHealthy ? "success" : "error").inc();
  }
}
