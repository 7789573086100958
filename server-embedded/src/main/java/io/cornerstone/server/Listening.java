package io.cornerstone.server;

import java.net.URI;
import java.util.List;

/**
 * Where a server listens besides its client and peer URLs, and how.
 *
 * @param clientHttpUrls where clients are served in HTTP alone; if there are any, the client URLs
 *     speak gRPC alone. Default none: the client URLs speak both.
 * @param metricsUrls where metrics and health are served, and nothing else. Default none.
 * @param sharesPorts whether other processes may listen on the same ports ({@code SO_REUSEPORT}).
 *     Default false.
 */
public record Listening(List<URI> clientHttpUrls, List<URI> metricsUrls, boolean sharesPorts) {
  /** On the client and peer URLs alone. */
  public static final Listening DEFAULT = new Listening(List.of(), List.of(), false);

  public Listening {
    clientHttpUrls = List.copyOf(clientHttpUrls);
    metricsUrls = List.copyOf(metricsUrls);
  }

  public Listening withClientHttpUrls(List<URI> urls) {
    return new Listening(urls, metricsUrls, sharesPorts);
  }

  public Listening withMetricsUrls(List<URI> urls) {
    return new Listening(clientHttpUrls, urls, sharesPorts);
  }

  public Listening withSharedPorts(boolean shares) {
    return new Listening(clientHttpUrls, metricsUrls, shares);
  }
}
