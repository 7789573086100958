package io.cornerstone.server.cli;

import java.time.Duration;
import java.util.List;

/**
 * What the flags say of how founding members find each other; at most one way is on.
 *
 * @param srvDomain DNS domain with SRV records; empty is off
 * @param srvName suffix of the name of their service
 * @param endpoints of the discovery service; empty is off
 * @param token what the new cluster is called there; empty exactly if there are no endpoints
 * @param dialTimeout for a connection to the service
 * @param requestTimeout for one request to it
 * @param user to log in as; empty is nobody
 * @param password of that user
 */
record DiscoverySettings(
    String srvDomain,
    String srvName,
    List<String> endpoints,
    String token,
    Duration dialTimeout,
    Duration requestTimeout,
    String user,
    String password) {
  DiscoverySettings {
    endpoints = List.copyOf(endpoints);
  }

  /**
   * @throws BadUsageException if several ways are on, or half of one
   */
  static DiscoverySettings of(FlagValues values) {
    DiscoverySettings settings =
        new DiscoverySettings(
            values.get(DiscoveryFlags.DISCOVERY_SRV),
            values.get(DiscoveryFlags.DISCOVERY_SRV_NAME),
            List.copyOf(values.get(DiscoveryFlags.DISCOVERY_ENDPOINTS)),
            values.get(DiscoveryFlags.DISCOVERY_TOKEN),
            values.get(DiscoveryFlags.DISCOVERY_DIAL_TIMEOUT),
            values.get(DiscoveryFlags.DISCOVERY_REQUEST_TIMEOUT),
            values.get(DiscoveryFlags.DISCOVERY_USER),
            values.get(DiscoveryFlags.DISCOVERY_PASSWORD));
    settings.check(values);
    return settings;
  }

  boolean isOn() {
    return !srvDomain.isEmpty() || !endpoints.isEmpty();
  }

  private void check(FlagValues values) {
    if (values.get(DiscoveryFlags.DISCOVERY_FALLBACK).equals("proxy")) {
      throw new BadUsageException(
          "v2 proxy is deprecated, and --discovery-fallback can't be configured as \"proxy\"");
    }
    int ways = values.isGiven(ClusterFlags.INITIAL_CLUSTER) ? 1 : 0;
    ways += values.get(DiscoveryFlags.DISCOVERY).isEmpty() ? 0 : 1;
    ways += srvDomain.isEmpty() ? 0 : 1;
    ways += endpoints.isEmpty() ? 0 : 1;
    if (ways > 1) {
      throw new BadUsageException(
          "multiple discovery or bootstrap flags are set. Choose one of \"initial-cluster\","
              + " \"discovery\", \"discovery-endpoints\" or \"discovery-srv\"");
    }
    if (token.isEmpty() != endpoints.isEmpty()) {
      throw new BadUsageException("both --discovery-token and --discovery-endpoints must be set");
    }
  }
}
