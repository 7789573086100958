package io.cornerstone.server;

import io.cornerstone.server.member.Founding;
import io.cornerstone.server.member.MemberStart;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which cluster the configuration speaks of.
 *
 * @param mayFound whether a fresh member founds it
 * @param mustMatch whether data that is there has to belong to it
 */
record FoundingPlan(Founding founding, boolean mayFound, boolean mustMatch) {

  /**
   * A configuration that names the founders is compared with the data. One that does not, and lets
   * the system pick ports, is another one at each start, and says nothing about the data.
   */
  static FoundingPlan of(ServerConfig config, List<URI> boundPeerUrls) {
    final boolean isNew = config.clusterState() == ServerConfig.ClusterState.NEW;
    final boolean namesFounders = !config.initialCluster().isEmpty();
    final Map<String, List<String>> founders = new TreeMap<>();
    if (namesFounders) {
      config.initialCluster().forEach((name, urls) -> founders.put(name, texts(urls)));
    } else {
      founders.put(
          config.name(),
          texts(
              config.initialAdvertisePeerUrls().isEmpty()
                  ? boundPeerUrls
                  : config.initialAdvertisePeerUrls()));
    }
    try {
      return new FoundingPlan(
          Founding.of(config.name(), founders, config.initialClusterToken()),
          isNew,
          isNew && namesFounders);
    } catch (IllegalArgumentException e) {
      throw new ServerStartException("initial-cluster: " + e.getMessage(), e);
    }
  }

  MemberStart start(Path dataDir) {
    return new MemberStart(dataDir, founding, mayFound, mustMatch);
  }

  private static List<String> texts(List<URI> urls) {
    return urls.stream().map(URI::toString).toList();
  }
}
