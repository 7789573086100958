package io.cornerstone.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one member runs. Immutable; {@link #builder()} starts from etcd's defaults, save that a
 * server embedded in a program listens on ports that the system picks.
 *
 * @param name the member's name; must be a key of {@code initialCluster} unless that is empty.
 *     Default {@code default}.
 * @param dataDir where the member keeps its data; empty means a temporary directory that is deleted
 *     on close. Default empty.
 * @param listenClientUrls where clients are served; port 0 lets the system pick. Default {@code
 *     http://127.0.0.1:0}.
 * @param advertiseClientUrls what other members tell clients; empty means the listen URLs as bound.
 *     Default empty.
 * @param listenPeerUrls where members talk; port 0 is for a cluster of one only. Default {@code
 *     http://127.0.0.1:0}.
 * @param initialAdvertisePeerUrls this member's peer URLs as the others know them; empty means the
 *     listen URLs as bound. Default empty.
 * @param initialCluster the founding members, name to peer URLs; empty means this member alone.
 *     Ignored once the data directory has data. Default empty.
 * @param initialClusterToken enters the ids, so that two clusters are never mistaken for each
 *     other. Default {@code etcd-cluster}.
 * @param clusterState whether a fresh member founds the cluster or joins one. Default new.
 * @param heartbeatInterval pause between a leader's heartbeats; the tick of consensus. Default 100
 *     ms.
 * @param electionTimeout shortest silence after which a follower stands for election; at least five
 *     heartbeats, at most 50 s. Default 1 s.
 * @param snapshotCount applied entries after which the log is cut. Default 10,000.
 * @param snapshotCatchUpEntries entries kept behind a cut for slow followers. Default 5,000.
 * @param quotaBackendBytes largest size of the store; 0 is 2 GiB, negative is none. Default 0.
 * @param requestBytesMax largest request of a client, below 1 GiB. Default 1,572,864.
 * @param txnOpsMax most operations in one txn. Default 128.
 * @param upkeep compaction and checks that the server does by itself. Default none.
 * @param isReconfigStrict whether changes of the members are refused that put the quorum at risk.
 *     Default true.
 * @param forcesNewCluster whether the member, with the data that it has, becomes the only one of
 *     its cluster: all others are removed. For a cluster that has lost its majority for good.
 *     Default false.
 * @param walDir where the log is kept, if not with the rest of the data; must not have another
 *     member's. Default empty.
 * @param learnersMax most learners that the cluster may have when this member adds one. Default 1.
 * @param isPreVote whether the member asks if it could win before it stands for election. Default
 *     true.
 * @param isFirstElectionFast whether most of the first election timeout is skipped once a quorum
 *     can be reached. Default true.
 * @param listening where the server listens besides, and how. Default nowhere.
 * @param connections what a connection of a client may do. Default etcd's limits.
 * @param http what HTTP callers get. Default all but call times.
 * @param slow what is logged as slow. Default etcd's limits.
 */
public record ServerConfig(
    String name,
    Optional<Path> dataDir,
    List<URI> listenClientUrls,
    List<URI> advertiseClientUrls,
    List<URI> listenPeerUrls,
    List<URI> initialAdvertisePeerUrls,
    Map<String, List<URI>> initialCluster,
    String initialClusterToken,
    ClusterState clusterState,
    Duration heartbeatInterval,
    Duration electionTimeout,
    long snapshotCount,
    long snapshotCatchUpEntries,
    long quotaBackendBytes,
    int requestBytesMax,
    int txnOpsMax,
    Upkeep upkeep,
    boolean isReconfigStrict,
    boolean forcesNewCluster,
    Optional<Path> walDir,
    int learnersMax,
    boolean isPreVote,
    boolean isFirstElectionFast,
    Listening listening,
    ConnectionLimits connections,
    HttpServing http,
    SlowLimits slow) {

  /** Whether a member with an empty data directory founds a cluster or joins one. */
  public enum ClusterState {
    NEW,
    EXISTING
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects settings; every one has the default named at {@link ServerConfig}. */
  public static final class Builder {
    private String name = "default";
    private Optional<Path> dataDir = Optional.empty();
    private List<URI> listenClientUrls = List.of(URI.create("http://127.0.0.1:0"));
    private List<URI> advertiseClientUrls = List.of();
    private List<URI> listenPeerUrls = List.of(URI.create("http://127.0.0.1:0"));
    private List<URI> initialAdvertisePeerUrls = List.of();
    private Map<String, List<URI>> initialCluster = Map.of();
    private String initialClusterToken = "etcd-cluster";
    private ClusterState clusterState = ClusterState.NEW;
    private Duration heartbeatInterval = Duration.ofMillis(100);
    private Duration electionTimeout = Duration.ofSeconds(1);
    private long snapshotCount = 10_000;
    private long snapshotCatchUpEntries = 5_000;
    private long quotaBackendBytes = 0;
    private int requestBytesMax = 1_572_864;
    private int txnOpsMax = 128;
    private Upkeep upkeep = Upkeep.NONE;
    private boolean isReconfigStrict = true;
    private boolean forcesNewCluster = false;
    private Optional<Path> walDir = Optional.empty();
    private int learnersMax = 1;
    private boolean isPreVote = true;
    private boolean isFirstElectionFast = true;
    private Listening listening = Listening.DEFAULT;
    private ConnectionLimits connections = ConnectionLimits.DEFAULT;
    private HttpServing http = HttpServing.DEFAULT;
    private SlowLimits slow = SlowLimits.DEFAULT;

    private Builder() {}

    public Builder name(String name) {
      this.name = name;
      return this;
    }

    public Builder dataDir(Path dataDir) {
      this.dataDir = Optional.of(dataDir);
      return this;
    }

    public Builder listenClientUrls(List<URI> urls) {
      this.listenClientUrls = List.copyOf(urls);
      return this;
    }

    public Builder advertiseClientUrls(List<URI> urls) {
      this.advertiseClientUrls = List.copyOf(urls);
      return this;
    }

    public Builder listenPeerUrls(List<URI> urls) {
      this.listenPeerUrls = List.copyOf(urls);
      return this;
    }

    public Builder initialAdvertisePeerUrls(List<URI> urls) {
      this.initialAdvertisePeerUrls = List.copyOf(urls);
      return this;
    }

    public Builder initialCluster(Map<String, List<URI>> members) {
      this.initialCluster = Map.copyOf(members);
      return this;
    }

    public Builder initialClusterToken(String token) {
      this.initialClusterToken = token;
      return this;
    }

    public Builder clusterState(ClusterState state) {
      this.clusterState = state;
      return this;
    }

    public Builder heartbeatInterval(Duration interval) {
      this.heartbeatInterval = interval;
      return this;
    }

    public Builder electionTimeout(Duration timeout) {
      this.electionTimeout = timeout;
      return this;
    }

    public Builder snapshotCount(long entries) {
      this.snapshotCount = entries;
      return this;
    }

    public Builder snapshotCatchUpEntries(long entries) {
      this.snapshotCatchUpEntries = entries;
      return this;
    }

    public Builder quotaBackendBytes(long bytes) {
      this.quotaBackendBytes = bytes;
      return this;
    }

    public Builder requestBytesMax(int bytes) {
      this.requestBytesMax = bytes;
      return this;
    }

    public Builder txnOpsMax(int operations) {
      this.txnOpsMax = operations;
      return this;
    }

    public Builder upkeep(Upkeep upkeep) {
      this.upkeep = upkeep;
      return this;
    }

    public Builder reconfigStrict(boolean isStrict) {
      this.isReconfigStrict = isStrict;
      return this;
    }

    public Builder forceNewCluster(boolean forces) {
      this.forcesNewCluster = forces;
      return this;
    }

    public Builder walDir(Path walDir) {
      this.walDir = Optional.of(walDir);
      return this;
    }

    public Builder learnersMax(int learners) {
      this.learnersMax = learners;
      return this;
    }

    public Builder preVote(boolean isPreVote) {
      this.isPreVote = isPreVote;
      return this;
    }

    public Builder firstElectionFast(boolean isFast) {
      this.isFirstElectionFast = isFast;
      return this;
    }

    public Builder listening(Listening listening) {
      this.listening = listening;
      return this;
    }

    public Builder connections(ConnectionLimits limits) {
      this.connections = limits;
      return this;
    }

    public Builder http(HttpServing http) {
      this.http = http;
      return this;
    }

    public Builder slow(SlowLimits limits) {
      this.slow = limits;
      return this;
    }

    public ServerConfig build() {
      return new ServerConfig(
          name,
          dataDir,
          listenClientUrls,
          advertiseClientUrls,
          listenPeerUrls,
          initialAdvertisePeerUrls,
          initialCluster,
          initialClusterToken,
          clusterState,
          heartbeatInterval,
          electionTimeout,
          snapshotCount,
          snapshotCatchUpEntries,
          quotaBackendBytes,
          requestBytesMax,
          txnOpsMax,
          upkeep,
          isReconfigStrict,
          forcesNewCluster,
          walDir,
          learnersMax,
          isPreVote,
          isFirstElectionFast,
          listening,
          connections,
          http,
          slow);
    }
  }
}
