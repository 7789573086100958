package io.cornerstone.server.cli;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The flags about what can be seen of a server from outside. */
final class MonitoringFlags {
  private static final String NO_TRACING = "the server sends no spans";
  private static final FlagTable TABLE = new FlagTable();
  private static final FlagGroup IN_MONITORING = new FlagGroup(TABLE, Flag.Group.MONITORING);

  static {
    IN_MONITORING.accepts(
        "enable-pprof",
        FlagType.SWITCH,
        "false",
        "Serve /debug/pprof/.",
        "it is for programs in Go; a JVM has jcmd and JFR");
  }

  static final Flag<String> METRICS =
      IN_MONITORING.works(
          "metrics",
          FlagType.setting("basic", "extensive"),
          "basic",
          "What /metrics has; extensive adds how long calls took.");

  static final Flag<List<URI>> LISTEN_METRICS_URLS =
      IN_MONITORING.works(
          "listen-metrics-urls",
          FlagType.EXTRA_LISTEN_URLS,
          "",
          "Where metrics and health are served besides, separated by commas.");

  static final Flag<Duration> WARNING_APPLY_DURATION =
      IN_MONITORING.works(
          "warning-apply-duration",
          FlagType.duration(),
          "100ms",
          "A command that takes longer to apply is logged.");

  static final Flag<Duration> WARNING_UNARY_REQUEST_DURATION =
      IN_MONITORING.works(
          "warning-unary-request-duration",
          FlagType.duration(),
          "300ms",
          "A call that takes longer is logged.");

  private static final FlagGroup IN_TRACING = new FlagGroup(TABLE, Flag.Group.TRACING);

  static {
    IN_TRACING.refuses(
        "enable-distributed-tracing",
        FlagType.SWITCH,
        "false",
        "Send spans to a collector.",
        "the server sends no spans");
    IN_TRACING.accepts(
        "distributed-tracing-address",
        FlagType.TEXT,
        "localhost:4317",
        "Where the collector is.",
        NO_TRACING);
    IN_TRACING.accepts(
        "distributed-tracing-service-name",
        FlagType.TEXT,
        "etcd",
        "What spans say of the service.",
        NO_TRACING);
    IN_TRACING.accepts(
        "distributed-tracing-instance-id",
        FlagType.TEXT,
        "",
        "What spans say of the member.",
        NO_TRACING);
    IN_TRACING.accepts(
        "distributed-tracing-sampling-rate",
        FlagType.number(0, 1_000_000, "spans"),
        "0",
        "Spans of a million that are sent.",
        NO_TRACING);
  }

  private MonitoringFlags() {}

  static FlagTable table() {
    return TABLE;
  }
}
