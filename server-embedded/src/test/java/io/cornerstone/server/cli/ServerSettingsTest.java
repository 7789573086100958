package io.cornerstone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.server.ConnectionLimits;
import io.cornerstone.server.HttpServing;
import io.cornerstone.server.Listening;
import io.cornerstone.server.ServerConfig;
import io.cornerstone.server.ServerConfig.ClusterState;
import io.cornerstone.server.SlowLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerSettingsTest {
  private static ServerConfig config(String... arguments) {
    return ServerSettings.toConfig(
        CommandLine.read(ServerFlags.table(), List.of(arguments), Map.of()));
  }

  private static List<URI> urls(String... texts) {
    return List.of(texts).stream().map(URI::create).toList();
  }

  @Test
  void withoutFlagsEverythingIsAsEtcdHasIt() {
    ServerConfig config = config();
    assertThat(config.name()).isEqualTo("default");
    assertThat(config.dataDir()).contains(Path.of("default.etcd"));
    assertThat(config.listenClientUrls()).isEqualTo(urls("http://localhost:2379"));
    assertThat(config.advertiseClientUrls()).isEqualTo(urls("http://localhost:2379"));
    assertThat(config.listenPeerUrls()).isEqualTo(urls("http://localhost:2380"));
    assertThat(config.initialAdvertisePeerUrls()).isEqualTo(urls("http://localhost:2380"));
    assertThat(config.initialCluster()).isEmpty();
    assertThat(config.initialClusterToken()).isEqualTo("etcd-cluster");
    assertThat(config.clusterState()).isEqualTo(ClusterState.NEW);
    assertThat(config.heartbeatInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.electionTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.snapshotCount()).isEqualTo(10_000);
    assertThat(config.snapshotCatchUpEntries()).isEqualTo(5_000);
    assertThat(config.quotaBackendBytes()).isZero();
    assertThat(config.requestBytesMax()).isEqualTo(1_572_864);
    assertThat(config.txnOpsMax()).isEqualTo(128);
  }

  @Test
  void everyFlagReachesTheConfiguration() {
    ServerConfig config =
        config(
            "--name=a",
            "--data-dir=/d/a",
            "--listen-client-urls=http://127.0.0.1:1,http://127.0.0.1:2",
            "--advertise-client-urls=http://h:1",
            "--listen-peer-urls=http://127.0.0.1:3",
            "--initial-advertise-peer-urls=http://h:3",
            "--initial-cluster=a=http://h:3,b=http://i:3",
            "--initial-cluster-state=existing",
            "--initial-cluster-token=t",
            "--heartbeat-interval=10",
            "--election-timeout=50",
            "--snapshot-count=11",
            "--snapshot-catchup-entries=12",
            "--quota-backend-bytes=-1",
            "--max-request-bytes=13",
            "--max-txn-ops=14");
    assertThat(config)
        .isEqualTo(
            ServerConfig.builder()
                .name("a")
                .dataDir(Path.of("/d/a"))
                .listenClientUrls(urls("http://127.0.0.1:1", "http://127.0.0.1:2"))
                .advertiseClientUrls(urls("http://h:1"))
                .listenPeerUrls(urls("http://127.0.0.1:3"))
                .initialAdvertisePeerUrls(urls("http://h:3"))
                .initialCluster(Map.of("a", urls("http://h:3"), "b", urls("http://i:3")))
                .clusterState(ClusterState.EXISTING)
                .initialClusterToken("t")
                .heartbeatInterval(Duration.ofMillis(10))
                .electionTimeout(Duration.ofMillis(50))
                .snapshotCount(11)
                .snapshotCatchUpEntries(12)
                .quotaBackendBytes(-1)
                .requestBytesMax(13)
                .txnOpsMax(14)
                .build());
  }

  @Test
  void theNameIsInTheDefaultDirectory() {
    assertThat(config("--name=a").dataDir()).contains(Path.of("a.etcd"));
  }

  @Test
  void zeroSnapshotCountIsTheDefault() {
    ServerConfig config = config("--snapshot-count=0", "--snapshot-catchup-entries=0");
    assertThat(config.snapshotCount()).isEqualTo(10_000);
    assertThat(config.snapshotCatchUpEntries()).isEqualTo(5_000);
  }

  @Test
  void clientUrlsMustBeAdvertisedWhenListenersAreGiven() {
    assertThatThrownBy(() -> config("--listen-client-urls=http://127.0.0.1:1"))
        .isInstanceOf(BadUsageException.class)
        .hasMessage(
            "--advertise-client-urls is required when --listen-client-urls is set explicitly");
  }

  @Test
  void anElectionTakesAtLeastFiveHeartbeats() {
    assertThat(config("--heartbeat-interval=200").electionTimeout())
        .isEqualTo(Duration.ofSeconds(1));
    assertThatThrownBy(() -> config("--heartbeat-interval=201"))
        .isInstanceOf(BadUsageException.class)
        .hasMessage(
            "--election-timeout[1000ms] should be at least as 5 times as"
                + " --heartbeat-interval[201ms]");
  }

  @Test
  void theOwnNameMustBeInTheCluster() {
    assertThatThrownBy(() -> config("--initial-cluster=a=http://h:1,b=http://i:1"))
        .isInstanceOf(BadUsageException.class)
        .hasMessage(
            "couldn't find local name \"default\" in the initial cluster configuration:"
                + " --name must be one of a, b");
  }

  @Test
  void theOwnUrlsMustBeTheOnesInTheCluster() {
    assertThatThrownBy(() -> config("--initial-cluster=default=http://127.0.0.1:2390"))
        .isInstanceOf(BadUsageException.class)
        .hasMessage(
            "--initial-cluster has http://127.0.0.1:2390 for member default, but"
                + " --initial-advertise-peer-urls is http://localhost:2380; both must be the same");
  }

  @Test
  void aNameAndItsAddressAreTheSameUrl() {
    ServerConfig config = config("--initial-cluster=default=http://127.0.0.1:2380");
    assertThat(config.initialCluster()).isEqualTo(Map.of("default", urls("http://127.0.0.1:2380")));
    assertThat(config.initialAdvertisePeerUrls()).isEqualTo(urls("http://127.0.0.1:2380"));
  }

  @Test
  void howClientsAreServedReachesTheConfiguration() {
    ServerConfig config =
        config(
            "--listen-client-http-urls=http://127.0.0.1:1",
            "--listen-metrics-urls=http://127.0.0.1:2,unix:///m.sock",
            "--socket-reuse-port",
            "--enable-grpc-gateway=false",
            "--metrics=extensive",
            "--cors=http://a,http://b",
            "--host-whitelist=h",
            "--max-concurrent-streams=3",
            "--grpc-keepalive-min-time=4s",
            "--grpc-keepalive-interval=5s",
            "--grpc-keepalive-timeout=6s",
            "--warning-apply-duration=7ms",
            "--warning-unary-request-duration=8ms");
    assertThat(config.listening())
        .isEqualTo(
            new Listening(
                urls("http://127.0.0.1:1"), urls("http://127.0.0.1:2", "unix:///m.sock"), true));
    assertThat(config.http())
        .isEqualTo(new HttpServing(false, true, Set.of("http://a", "http://b"), Set.of("h")));
    assertThat(config.connections())
        .isEqualTo(
            new ConnectionLimits(
                3, Duration.ofSeconds(4), Duration.ofSeconds(5), Duration.ofSeconds(6)));
    assertThat(config.slow()).isEqualTo(new SlowLimits(Duration.ofMillis(7), Duration.ofMillis(8)));
  }

  @Test
  void howTheMemberRunsReachesTheConfiguration() {
    ServerConfig config =
        config(
            "--wal-dir=/w",
            "--max-learners=2",
            "--pre-vote=false",
            "--initial-election-tick-advance=false",
            "--strict-reconfig-check=false",
            "--force-new-cluster",
            "--listen-client-urls=unix:///c.sock",
            "--advertise-client-urls=unix:///c.sock");
    assertThat(config.walDir()).contains(Path.of("/w"));
    assertThat(config.learnersMax()).isEqualTo(2);
    assertThat(config.isPreVote()).isFalse();
    assertThat(config.isFirstElectionFast()).isFalse();
    assertThat(config.isReconfigStrict()).isFalse();
    assertThat(config.forcesNewCluster()).isTrue();
    assertThat(config.listenClientUrls()).isEqualTo(urls("unix:///c.sock"));
  }

  @Test
  void aLimitThatNoMessageReachesIsNone() {
    assertThat(config("--max-concurrent-streams=4294967295").connections().callsMax())
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(config("--max-request-bytes=2147483647").requestBytesMax()).isEqualTo((1 << 30) - 1);
  }

  @Test
  void oneWayToFindTheOthersIsEnough() {
    assertThatThrownBy(
            () -> config("--discovery-srv=a.example", "--initial-cluster=default=http://h:1"))
        .isInstanceOf(BadUsageException.class)
        .hasMessageStartingWith("multiple discovery or bootstrap flags are set");
    assertThatThrownBy(() -> config("--discovery-endpoints=h:1"))
        .isInstanceOf(BadUsageException.class)
        .hasMessage("both --discovery-token and --discovery-endpoints must be set");
    assertThatThrownBy(() -> config("--discovery-fallback=proxy"))
        .isInstanceOf(BadUsageException.class)
        .hasMessageContaining("can't be configured as \"proxy\"");
  }
}
