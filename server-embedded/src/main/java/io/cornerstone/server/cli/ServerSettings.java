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
  private static final long REQUEST_BYTES_LIMIT = (1 << 30) - 1;
  private static final long ELECTION_MILLIS_MAX = 50_000;
  private static final int HEARTBEATS_PER_ELECTION_MIN = 5;

  private final FlagValues values;
  private final String name;

  private ServerSettings(FlagValues values) {
    this.values = values;
    this.name = values.get(MemberFlags.NAME);
  }

  /**
   * The configuration of the member.
   *
   * @throws BadUsageException if values contradict each other
   */
  static ServerConfig toConfig(FlagValues values) {
    return toBuilder(values).build();
  }

  /** The same, for somebody who knows more. */
  static ServerConfig.Builder toBuilder(FlagValues values) {
    return new ServerSettings(values).toBuilder();
  }

  private ServerConfig.Builder toBuilder() {
    checkTimes();
    checkClientUrls();
    DiscoverySettings.of(values);
    Map<String, List<URI>> members = initialCluster();
    ServerConfig.Builder builder =
        ServerConfig.builder()
            .name(name)
            .dataDir(dataDir())
            .listenClientUrls(values.get(MemberFlags.LISTEN_CLIENT_URLS))
            .advertiseClientUrls(values.get(ClusterFlags.ADVERTISE_CLIENT_URLS))
            .listenPeerUrls(values.get(MemberFlags.LISTEN_PEER_URLS))
            .initialAdvertisePeerUrls(advertisePeerUrls(members))
            .initialCluster(members)
            .initialClusterToken(values.get(ClusterFlags.INITIAL_CLUSTER_TOKEN))
            .clusterState(clusterState())
            .reconfigStrict(values.get(ClusterFlags.STRICT_RECONFIG_CHECK))
            .forceNewCluster(values.get(ClusterFlags.FORCE_NEW_CLUSTER))
            .heartbeatInterval(millis(MemberFlags.HEARTBEAT_INTERVAL))
            .electionTimeout(millis(MemberFlags.ELECTION_TIMEOUT))
            .quotaBackendBytes(values.get(MemberFlags.QUOTA_BACKEND_BYTES))
            .requestBytesMax(requestBytesMax())
            .txnOpsMax(Math.toIntExact(values.get(MemberFlags.MAX_TXN_OPS)))
            .learnersMax(Math.toIntExact(values.get(ClusterFlags.MAX_LEARNERS)))
            .preVote(values.get(ClusterFlags.PRE_VOTE))
            .firstElectionFast(values.get(MemberFlags.INITIAL_ELECTION_TICK_ADVANCE))
            .upkeep(UpkeepSettings.of(values));
    ServingSettings.apply(values, builder);
    if (!values.get(MemberFlags.WAL_DIR).isEmpty()) {
      builder.walDir(path(MemberFlags.WAL_DIR, values.get(MemberFlags.WAL_DIR)));
    }
    // 0 is etcd's way of asking for the default, which the builder already has.
    long snapshotCount = values.get(MemberFlags.SNAPSHOT_COUNT);
    if (snapshotCount > 0) {
      builder.snapshotCount(snapshotCount);
    }
    long catchUpEntries = values.get(MemberFlags.SNAPSHOT_CATCHUP_ENTRIES);
    if (catchUpEntries > 0) {
      builder.snapshotCatchUpEntries(catchUpEntries);
    }
    return builder;
  }

  /** More than a message can have is as good as no limit. */
  private int requestBytesMax() {
    return Math.toIntExact(
        Math.min(values.get(MemberFlags.MAX_REQUEST_BYTES), REQUEST_BYTES_LIMIT));
  }

  private Path dataDir() {
    return path(
        MemberFlags.DATA_DIR,
        values.isGiven(MemberFlags.DATA_DIR) ? values.get(MemberFlags.DATA_DIR) : name + ".etcd");
  }

  private Path path(Flag<String> flag, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new BadUsageException(
          "invalid value \"%s\" for %s: must be a path (%s)"
              .formatted(text, values.source(flag), e.getReason()));
    }
  }

  private void checkTimes() {
    long heartbeat = values.get(MemberFlags.HEARTBEAT_INTERVAL);
    long election = values.get(MemberFlags.ELECTION_TIMEOUT);
    requirePositive(MemberFlags.HEARTBEAT_INTERVAL);
    requirePositive(MemberFlags.ELECTION_TIMEOUT);
    if (election / HEARTBEATS_PER_ELECTION_MIN < heartbeat) {
      throw new BadUsageException(
          "--election-timeout[%dms] should be at least as 5 times as --heartbeat-interval[%dms]"
              .formatted(election, heartbeat));
    }
    if (election > ELECTION_MILLIS_MAX) {
      throw new BadUsageException(
          "--election-timeout[%dms] is too long, and should be set less than %dms"
              .formatted(election, ELECTION_MILLIS_MAX));
    }
  }

  private void requirePositive(Flag<Long> millis) {
    if (values.get(millis) == 0) {
      throw new BadUsageException("--" + millis.name() + " must be >0 (set to 0ms)");
    }
  }

  /** In a file, the default stays where it is: so it is with etcd. */
  private void checkClientUrls() {
    if (!values.isFromFile()
        && values.isGiven(MemberFlags.LISTEN_CLIENT_URLS)
        && !values.isGiven(ClusterFlags.ADVERTISE_CLIENT_URLS)) {
      throw new BadUsageException(
          "--advertise-client-urls is required when --listen-client-urls is set explicitly");
    }
  }

  /** Empty unless given: then the member founds a cluster of its own, if it has no data yet. */
  private Map<String, List<URI>> initialCluster() {
    return values.isGiven(ClusterFlags.INITIAL_CLUSTER)
        ? values.get(ClusterFlags.INITIAL_CLUSTER)
        : Map.of();
  }

  /**
   * The peer URLs of this member, written as in {@code --initial-cluster}: ids follow from them,
   * and every member must come to the same ones.
   */
  private List<URI> advertisePeerUrls(Map<String, List<URI>> members) {
    List<URI> advertised = values.get(ClusterFlags.INITIAL_ADVERTISE_PEER_URLS);
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
    return values.get(ClusterFlags.INITIAL_CLUSTER_STATE).equals("new")
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
