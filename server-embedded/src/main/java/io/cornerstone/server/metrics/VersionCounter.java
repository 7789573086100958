package io.cornerstone.server.metrics;

import io.grpc.Metadata;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls by the version that the client says it has. The versions are what clients make of
 * them, hence only so many different ones, of a certain form, are told apart.
 */
final class VersionCounter {
  private static final Metadata.Key<String> VERSION =
      Metadata.Key.of("client-api-version", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern FORM = Pattern.compile("[0-9]{1,3}\\.[0-9]{1,3}(\\.[0-9]{1,3})?");
  private static final int VERSIONS_MAX = 32;
  private static final String UNKNOWN = "unknown";

  private final Counter requests;
  private final CounterDataPoint unknownUnary;
  private final CounterDataPoint unknownStream;
  private final ConcurrentMap<String, Known> versions = new ConcurrentHashMap<>();

  private record Known(CounterDataPoint unary, CounterDataPoint stream) {}

  VersionCounter(Instruments make) {
    requests =
        make.counter(
            "etcd_server_client_requests_total",
            "Calls by type and version of the client.",
            "type",
            "client_api_version");
    unknownUnary = requests.labelValues("unary", UNKNOWN);
    unknownStream = requests.labelValues("stream", UNKNOWN);
  }

  void began(boolean isUnary, Metadata headers) {
    String version = headers.get(VERSION);
    Known known = version == null ? null : known(version);
    if (known == null) {
      (isUnary ? unknownUnary : unknownStream).inc();
    } else {
      (isUnary ? known.unary : known.stream).inc();
    }
  }

  private @Nullable Known known(String version) {
    Known known = versions.get(version);
    if (known != null || versions.size() >= VERSIONS_MAX || !FORM.matcher(version).matches()) {
      return known;
    }
    return versions.computeIfAbsent(
        version,
        one -> new Known(requests.labelValues("unary", one), requests.labelValues("stream", one)));
  }
}
