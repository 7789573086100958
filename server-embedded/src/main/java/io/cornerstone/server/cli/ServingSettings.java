package io.cornerstone.server.cli;

import io.cornerstone.server.ConnectionLimits;
import io.cornerstone.server.HttpServing;
import io.cornerstone.server.Listening;
import io.cornerstone.server.ServerConfig;
import io.cornerstone.server.SlowLimits;

/** The flags about how clients are served. */
final class ServingSettings {
  private ServingSettings() {}

  static void apply(FlagValues values, ServerConfig.Builder builder) {
    builder
        .listening(
            Listening.DEFAULT
                .withClientHttpUrls(values.get(MemberFlags.LISTEN_CLIENT_HTTP_URLS))
                .withMetricsUrls(values.get(MonitoringFlags.LISTEN_METRICS_URLS))
                .withSharedPorts(values.get(MemberFlags.SOCKET_REUSE_PORT)))
        .connections(connections(values))
        .http(
            HttpServing.DEFAULT
                .withGateway(values.get(MemberFlags.ENABLE_GRPC_GATEWAY))
                .withCallTimes(values.get(MonitoringFlags.METRICS).equals("extensive"))
                .withCorsOrigins(values.get(SecurityFlags.CORS))
                .withHostWhitelist(values.get(SecurityFlags.HOST_WHITELIST)))
        .slow(
            new SlowLimits(
                values.get(MonitoringFlags.WARNING_APPLY_DURATION),
                values.get(MonitoringFlags.WARNING_UNARY_REQUEST_DURATION)));
  }

  private static ConnectionLimits connections(FlagValues values) {
    // More than fit into a Java number are no limit in practice.
    long calls = Math.min(values.get(MemberFlags.MAX_CONCURRENT_STREAMS), Integer.MAX_VALUE);
    return ConnectionLimits.DEFAULT
        .withCallsMax(Math.toIntExact(calls))
        .withPingPauseMin(values.get(MemberFlags.GRPC_KEEPALIVE_MIN_TIME))
        .withPings(
            values.get(MemberFlags.GRPC_KEEPALIVE_INTERVAL),
            values.get(MemberFlags.GRPC_KEEPALIVE_TIMEOUT));
  }
}
