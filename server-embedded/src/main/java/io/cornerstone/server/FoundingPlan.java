package io.cornerstone.server;

import io.cornerstone.server.member.Founding;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which cluster the configuration speaks of, if it speaks of a new one. */
final class FoundingPlan {
  private FoundingPlan() {}

  /** Without founders in the configuration, this member alone founds a cluster. */
  static Founding of(ServerConfig config, List<URI> boundPeerUrls) {
    final Map<String, List<String>> founders = new TreeMap<>();
    if (config.initialCluster().isEmpty()) {
      founders.put(config.name(), texts(peerUrls(config, boundPeerUrls)));
    } else {
      config.initialCluster().forEach((name, urls) -> founders.put(name, texts(urls)));
    }
    try {
      return Founding.of(config.name(), founders, config.initialClusterToken());
    } catch (IllegalArgumentException e) {
      throw new ServerStartException("initial-cluster: " + e.getMessage(), e);
    }
  }

  /** Where the others reach this member, by the configuration. */
  static List<URI> peerUrls(ServerConfig config, List<URI> boundPeerUrls) {
    final List<URI> own = config.initialCluster().get(config.name());
    if (own != null) {
      return own;
    }
    return config.initialAdvertisePeerUrls().isEmpty()
        ? boundPeerUrls
        : config.initialAdvertisePeerUrls();
  }

  static List<String> texts(List<URI> urls) {
    return urls.stream().map(URI::toString).toList();
  }
}
