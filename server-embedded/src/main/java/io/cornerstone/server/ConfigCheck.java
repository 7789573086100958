package io.cornerstone.server;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what is wrong with a configuration before anything is touched. */
final class ConfigCheck {
  private static final Duration ELECTION_TIMEOUT_MAX = Duration.ofMillis(50_000);
  private static final int HEARTBEATS_PER_ELECTION_MIN = 5;

  private ConfigCheck() {}

  /**
   * @throws ServerStartException with one line that names the setting
   */
  static void check(ServerConfig config) {
    require(!config.name().isEmpty(), "name is empty");
    checkTimes(config);
    checkNumbers(config);
    checkClientUrls("listen-client-urls", config.listenClientUrls(), true);
    checkClientUrls("listen-client-http-urls", config.listening().clientHttpUrls(), false);
    checkClientUrls("listen-metrics-urls", config.listening().metricsUrls(), false);
    checkUrls("listen-peer-urls", config.listenPeerUrls(), true);
    checkClientUrls("advertise-client-urls", config.advertiseClientUrls(), false);
    checkUrls("initial-advertise-peer-urls", config.initialAdvertisePeerUrls(), false);
    checkCluster(config);
  }

  private static void checkTimes(ServerConfig config) {
    final Duration heartbeat = config.heartbeatInterval();
    final Duration election = config.electionTimeout();
    require(heartbeat.compareTo(Duration.ofMillis(1)) >= 0, "heartbeat-interval is below 1 ms");
    require(
        election.compareTo(heartbeat.multipliedBy(HEARTBEATS_PER_ELECTION_MIN)) >= 0,
        "election-timeout "
            + election.toMillis()
            + " ms is less than 5 times heartbeat-interval "
            + heartbeat.toMillis()
            + " ms");
    require(
        election.compareTo(ELECTION_TIMEOUT_MAX) <= 0,
        "election-timeout " + election.toMillis() + " ms is above 50000 ms");
  }

  private static void checkNumbers(ServerConfig config) {
    require(config.snapshotCount() > 0, "snapshot-count must be positive");
    require(config.snapshotCatchUpEntries() >= 0, "snapshot-catchup-entries is negative");
    require(config.requestBytesMax() > 0, "max-request-bytes must be positive");
    require(config.requestBytesMax() < 1 << 30, "max-request-bytes is 1 GiB or more");
    require(config.txnOpsMax() > 0, "max-txn-ops must be positive");
    require(config.learnersMax() > 0, "max-learners must be positive");
  }

  /** Where clients connect, which may be socket files. */
  private static void checkClientUrls(String setting, List<URI> urls, boolean isNeeded) {
    require(!isNeeded || !urls.isEmpty(), setting + " is empty");
    checkUrls(setting, urls.stream().filter(url -> !UnixUrl.is(url)).toList(), false);
    for (URI url : urls) {
      require(
          !UnixUrl.is(url) || !UnixUrl.file(url).toString().isEmpty(),
          setting + ": " + url + " names no file");
    }
  }

  private static void checkUrls(String setting, List<URI> urls, boolean isNeeded) {
    require(!isNeeded || !urls.isEmpty(), setting + " is empty");
    final Set<URI> seen = new HashSet<>();
    for (URI url : urls) {
      checkUrl(setting, url);
      require(url.getPort() == 0 || seen.add(url), setting + " names " + url + " twice");
    }
  }

  private static void checkUrl(String setting, URI url) {
    require(
        "http".equals(url.getScheme()),
        setting + ": " + url + " is not an http URL (https is not supported yet)");
    require(
        url.getHost() != null && url.getPort() >= 0,
        setting + ": " + url + " must be of the form http://host:port");
    require(
        url.getRawPath().isEmpty() && url.getRawQuery() == null && url.getRawUserInfo() == null,
        setting + ": " + url + " must not have anything after the port");
  }

  private static void checkCluster(ServerConfig config) {
    if (config.initialCluster().isEmpty()) {
      return; // Joining needs it, but data that is there already does not.
    }
    final List<URI> own = config.initialCluster().get(config.name());
    if (own == null) {
      throw new ServerStartException(
          "initial-cluster does not contain a member named " + config.name());
    }
    final Set<URI> seen = new HashSet<>();
    config
        .initialCluster()
        .forEach(
            (name, urls) -> {
              checkUrls("initial-cluster", urls, true);
              for (URI url : urls) {
                require(url.getPort() > 0, "initial-cluster: " + url + " has no port");
                require(seen.add(url), "initial-cluster names " + url + " twice");
              }
            });
    require(
        config.initialAdvertisePeerUrls().isEmpty()
            || Set.copyOf(config.initialAdvertisePeerUrls()).equals(Set.copyOf(own)),
        "initial-cluster has other URLs for "
            + config.name()
            + " than initial-advertise-peer-urls");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new ServerStartException(message);
    }
  }
}
