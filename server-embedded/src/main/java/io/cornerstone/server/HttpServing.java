package io.cornerstone.server;

import java.util.Set;

/**
 * What HTTP callers get.
 *
 * @param hasGateway whether the API is there in JSON, below {@code /v3/}. Default true.
 * @param hasCallTimes whether metrics say how long calls took, by method. Default false.
 * @param corsOrigins origins whose pages may call; empty or {@code *} is all. Default all.
 * @param hostWhitelist names that the Host header may have, without port; empty or {@code *} is
 *     all. Default all.
 */
public record HttpServing(
    boolean hasGateway, boolean hasCallTimes, Set<String> corsOrigins, Set<String> hostWhitelist) {
  /** etcd's. */
  public static final HttpServing DEFAULT = new HttpServing(true, false, Set.of("*"), Set.of("*"));

  public HttpServing {
    corsOrigins = Set.copyOf(corsOrigins);
    hostWhitelist = Set.copyOf(hostWhitelist);
  }

  public HttpServing withGateway(boolean isThere) {
    return new HttpServing(isThere, hasCallTimes, corsOrigins, hostWhitelist);
  }

  public HttpServing withCallTimes(boolean areThere) {
    return new HttpServing(hasGateway, areThere, corsOrigins, hostWhitelist);
  }

  public HttpServing withCorsOrigins(Set<String> origins) {
    return new HttpServing(hasGateway, hasCallTimes, origins, hostWhitelist);
  }

  public HttpServing withHostWhitelist(Set<String> hosts) {
    return new HttpServing(hasGateway, hasCallTimes, corsOrigins, hosts);
  }
}
