package io.cornerstone.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.DefragmentRequest;
import io.cornerstone.protocol.HashKVRequest;
import io.cornerstone.protocol.HashRequest;
import io.cornerstone.server.http.EtcdMetric;
import io.cornerstone.server.http.Scrape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of what members do with each other, and of the rarer work on the store. */
class PeerMetricsIT {
  private static final Duration HEARTBEAT = Duration.ofMillis(50);

  private static final List<String> OF_ALL =
      List.of(
          "etcd_network_active_peers",
          "etcd_network_disconnected_peers_total",
          "etcd_network_known_peers",
          "etcd_network_peer_received_bytes_total",
          "etcd_network_peer_received_failures_total",
          "etcd_network_peer_round_trip_time_seconds",
          "etcd_network_peer_sent_bytes_total",
          "etcd_network_peer_sent_failures_total");

  private static final List<String> OF_SENDER =
      List.of(
          "etcd_network_snapshot_send_inflights_total",
          "etcd_network_snapshot_send_success",
          "etcd_network_snapshot_send_total_duration_seconds");

  private static final List<String> OF_RECEIVER =
      List.of(
          "etcd_network_snapshot_receive_inflights_total",
          "etcd_network_snapshot_receive_success",
          "etcd_network_snapshot_receive_total_duration_seconds");

  @TempDir Path root;

  @Test
  void tellOfASnapshotToAFollower() throws Exception {
    try (Cluster cluster = start()) {
      int leader = cluster.awaitLeader();
      int follower = (leader + 1) % 3;
      cluster.kill(follower);
      for (int i = 0; i < 200; i++) {
        cluster.client(leader).put("k" + i, "v");
      }
      cluster.launch(follower);
      Waits.until(
          "the snapshot is in place", () -> cluster.client(follower).getHere("k199").isPresent());
      Waits.until(
          "the sender knows",
          () -> scrape(cluster, leader).sum("etcd_network_snapshot_send_success") >= 1);
      Waits.until(
          "peers were probed",
          () ->
              scrape(cluster, follower).sum("etcd_network_peer_round_trip_time_seconds_count") > 1);
      assertThere(OF_ALL, scrape(cluster, leader));
      assertThere(OF_ALL, scrape(cluster, follower));
      assertThere(OF_SENDER, scrape(cluster, leader));
      assertThere(OF_RECEIVER, scrape(cluster, follower));
      Scrape received = scrape(cluster, follower);
      assertThat(received.sum("etcd_network_snapshot_receive_success")).isPositive();
      assertThat(received.sum("etcd_network_snapshot_receive_inflights_total")).isZero();
      assertThat(received.sum("etcd_snap_db_save_total_duration_seconds_count")).isPositive();
      assertThat(received.sum("etcd_server_snapshot_apply_in_progress_total")).isZero();
      assertThat(scrape(cluster, leader).sum("etcd_snap_fsync_duration_seconds_count"))
          .isPositive();
      rareWork(cluster, leader);
    }
  }

  private static void rareWork(Cluster cluster, int member) {
    ClientStub client = cluster.client(member);
    var unused = client.maintenance().defragment(DefragmentRequest.getDefaultInstance());
    var hash = client.maintenance().hash(HashRequest.getDefaultInstance());
    var hashKv = client.maintenance().hashKV(HashKVRequest.newBuilder().setRevision(3).build());
    assertThat(hashKv.getHash()).isNotEqualTo(hash.getHash());
    assertThat(client.snapshotBytes()).isPositive();
    for (String name :
        List.of(
            "etcd_disk_backend_defrag_duration_seconds_count",
            "etcd_disk_backend_snapshot_duration_seconds_count",
            "etcd_mvcc_hash_duration_seconds_count",
            "etcd_mvcc_hash_rev_duration_seconds_count")) {
      Waits.until(name, () -> scrape(cluster, member).sum(name) >= 1);
    }
    assertThat(scrape(cluster, member).sum("etcd_disk_defrag_inflight")).isZero();
  }

  private Cluster start() {
    return Cluster.start(
        root,
        3,
        builder ->
            builder
                .heartbeatInterval(HEARTBEAT)
                .electionTimeout(HEARTBEAT.multipliedBy(40)) // The leader must stay the same.
                .snapshotCount(50)
                .snapshotCatchUpEntries(5));
  }

  private static void assertThere(List<String> names, Scrape scrape) throws IOException {
    assertThat(EtcdMetric.all())
        .filteredOn(metric -> names.contains(metric.name()))
        .hasSameSizeAs(names)
        .allSatisfy(metric -> metric.assertIn(scrape));
  }

  private static Scrape scrape(Cluster cluster, int member) {
    return Scrape.now(cluster.member(member).clientUrls().get(0));
  }
}
