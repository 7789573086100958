package io.cornerstone.server.cli;

import io.cornerstone.server.ServerConfig;
import io.cornerstone.server.ServerConfig.ClusterState;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Turns the values of flags into a configuration, and checks what concerns several of them. */
final class ServerSettings {
  private static final int HEARTBEATS_PER_ELECTION_MIN = 5;

  private final FlagValues values;
  private final String name;

  private ServerSettings(FlagValues values) {
    this.values = values;
    this.name = values.get(ServerFlags.NAME);
  }

  /**
   * The configuration of the member.
   *
   * @throws BadUsageException if values contradict each other
   */
  static ServerConfig toConfig(FlagValues values) {
    return new ServerSettings(values).toConfig();
  }

  private ServerConfig toConfig() {
    checkTimes();
    checkClientUrls();
    Map<String, List<URI>> members = initialCluster();
    ServerConfig.Builder builder =
        ServerConfig.builder()
            .name(name)
            .dataDir(dataDir())
            .listenClientUrls(values.get(ServerFlags.LISTEN_CLIENT_URLS))
            .advertiseClientUrls(values.get(ServerFlags.ADVERTISE_CLIENT_URLS))
            .listenPeerUrls(values.get(ServerFlags.LISTEN_PEER_URLS))
            .initialAdvertisePeerUrls(advertisePeerUrls(members))
            .initialCluster(members)
            .initialClusterToken(values.get(ServerFlags.INITIAL_CLUSTER_TOKEN))
            .clusterState(clusterState())
            .heartbeatInterval(millis(ServerFlags.HEARTBEAT_INTERVAL))
            .electionTimeout(millis(ServerFlags.ELECTION_TIMEOUT))
            .quotaBackendBytes(values.get(ServerFlags.QUOTA_BACKEND_BYTES))
            .requestBytesMax(Math.toIntExact(values.get(ServerFlags.MAX_REQUEST_BYTES)))
            .txnOpsMax(Math.toIntExact(values.get(ServerFlags.MAX_TXN_OPS)))
            .upkeep(UpkeepSettings.of(values));
    // 0 is etcd's way of asking for the default, which the builder already has.
    long snapshotCount = values.get(ServerFlags.SNAPSHOT_COUNT);
    if (snapshotCount > 0) {
      builder.snapshotCount(snapshotCount);
    }
    long catchUpEntries = values.get(ServerFlags.SNAPSHOT_CATCHUP_ENTRIES);
    if (catchUpEntries > 0) {
      builder.snapshotCatchUpEntries(catchUpEntries);
    }
    return builder.build();
  }

  private Path dataDir() {
    String text =
        values.isGiven(ServerFlags.DATA_DIR) ? values.get(ServerFlags.DATA_DIR) : name + ".etcd";
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new BadUsageException(
          "invalid value \""
              + text
              + "\" for flag --data-dir: must be a path ("
              + e.getReason()
              + ")");
    }
  }

  private void checkTimes() {
    long heartbeat = values.get(ServerFlags.HEARTBEAT_INTERVAL);
    long election = values.get(ServerFlags.ELECTION_TIMEOUT);
    if (election < HEARTBEATS_PER_ELECTION_MIN * heartbeat) {
      throw new BadUsageException(
          "--election-timeout[%dms] should be at least as 5 times as --heartbeat-interval[%dms]"
              .formatted(election, heartbeat));
    }
  }

  private void checkClientUrls() {
    if (values.isGiven(ServerFlags.LISTEN_CLIENT_URLS)
        && !values.isGiven(ServerFlags.ADVERTISE_CLIENT_URLS)) {
      throw new BadUsageException(
          "--advertise-client-urls is required when --listen-client-urls is set explicitly");
    }
  }

  /** Empty unless given: then the member founds a cluster of its own, if it has no data yet. */
  private Map<String, List<URI>> initialCluster() {
    return values.isGiven(ServerFlags.INITIAL_CLUSTER)
        ? values.get(ServerFlags.INITIAL_CLUSTER)
        : Map.of();
  }

  /**
   * The peer URLs of this member, written as in {@code --initial-cluster}: ids follow from them,
   * and every member must come to the same ones.
   */
  private List<URI> advertisePeerUrls(Map<String, List<URI>> members) {
    List<URI> advertised = values.get(ServerFlags.INITIAL_ADVERTISE_PEER_URLS);
    if (members.isEmpty()) {
      return advertised;
    }
    List<URI> own = members.get(name);
    if (own == null) {
      throw new BadUsageException(
          "couldn't find local name \"%s\" in the initial cluster configuration: --name must be one of %s"
              .formatted(name, String.join(", ", members.keySet())));
    }
    if (!Set.copyOf(own).equals(Set.copyOf(advertised))
        && !addresses(own).equals(addresses(advertised))) {
      throw new BadUsageException(
          "--initial-cluster has %s for member %s, but --initial-advertise-peer-urls is %s; both must be the same"
              .formatted(texts(own), name, texts(advertised)));
    }
    return own;
  }

  private ClusterState clusterState() {
    return values.get(ServerFlags.INITIAL_CLUSTER_STATE).equals("new")
        ? ClusterState.NEW
        : ClusterState.EXISTING;
  }

  private Duration millis(Flag<Long> flag) {
    return Duration.ofMillis(values.get(flag));
  }

  private static String texts(List<URI> urls) {
    return String.join(",", urls.stream().map(URI::toString).toList());
  }

  /** The URLs as addresses, as a name and its address are the same to etcd here. */
  private static Set<String> addresses(List<URI> urls) {
    Set<String> addresses = new TreeSet<>();
    for (URI url : urls) {
      addresses.add(resolved(url.getHost()) + ":" + url.getPort());
    }
    return addresses;
  }

  private static String resolved(String host) {
    try {
      return InetAddress.getByName(host).getHostAddress();
    } catch (UnknownHostException e) {
      return host;
    }
  }
}
