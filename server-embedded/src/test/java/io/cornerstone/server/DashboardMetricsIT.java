package io.cornerstone.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.server.http.Scrape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every metric that the public dashboards and alert rules for etcd look at (Grafana's dashboard
 * 3070, and the dashboard and alerts of etcd's mixin) has a value that moves when it should.
 */
class DashboardMetricsIT {
  private static final Duration HEARTBEAT = Duration.ofMillis(20);

  /** Grow at every member under load. */
  private static final List<String> GROWING =
      List.of(
          "grpc_server_started_total{grpc_type=\"unary\"}",
          "grpc_server_handled_total{grpc_type=\"unary\",grpc_code=\"OK\"}",
          "grpc_server_msg_received_total{grpc_type=\"unary\"}",
          "grpc_server_msg_sent_total{grpc_type=\"unary\"}",
          "grpc_server_started_total{grpc_service=\"etcdserverpb.Watch\",grpc_type=\"bidi_stream\"}",
          "grpc_server_started_total{grpc_service=\"etcdserverpb.Lease\",grpc_type=\"bidi_stream\"}",
          "grpc_server_handled_total{grpc_service=\"etcdserverpb.Lease\",grpc_type=\"bidi_stream\"}",
          "grpc_server_handling_seconds_bucket{grpc_type=\"unary\",le=\"+Inf\"}",
          "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"+Inf\"}",
          "etcd_disk_wal_fsync_duration_seconds_sum",
          "etcd_disk_backend_commit_duration_seconds_bucket{le=\"+Inf\"}",
          "etcd_disk_backend_commit_duration_seconds_sum",
          "etcd_disk_wal_write_bytes_total",
          "etcd_network_client_grpc_received_bytes_total",
          "etcd_network_client_grpc_sent_bytes_total",
          "etcd_network_peer_received_bytes_total",
          "etcd_network_peer_sent_bytes_total",
          "etcd_network_peer_round_trip_time_seconds_bucket{le=\"+Inf\"}",
          "etcd_network_peer_round_trip_time_seconds_sum",
          "etcd_server_proposals_committed_total",
          "etcd_server_proposals_applied_total",
          "etcd_server_apply_duration_seconds_count",
          "etcd_mvcc_db_total_size_in_bytes",
          "etcd_mvcc_db_total_size_in_use_in_bytes",
          "etcd_debugging_mvcc_db_total_size_in_bytes",
          "etcd_debugging_mvcc_keys_total",
          "etcd_debugging_mvcc_put_total",
          "etcd_debugging_mvcc_delete_total",
          "etcd_debugging_mvcc_events_total",
          "etcd_debugging_mvcc_watcher_total",
          "etcd_debugging_mvcc_watch_stream_total",
          "etcd_debugging_mvcc_db_compaction_keys_total",
          "etcd_debugging_mvcc_db_compaction_total_duration_milliseconds_count",
          "etcd_debugging_mvcc_compact_revision",
          "etcd_mvcc_put_total",
          "etcd_mvcc_range_total",
          "process_cpu_seconds_total");

  private static final String SEND_FAILURES = "etcd_network_peer_sent_failures_total";

  /** Have the same value at every member of a cluster that is well. */
  private static final List<String> POSITIVE =
      List.of(
          "etcd_server_has_leader",
          "etcd_server_leader_changes_seen_total",
          "etcd_server_quota_backend_bytes",
          "etcd_network_known_peers",
          "etcd_network_active_peers",
          "process_resident_memory_bytes",
          "process_start_time_seconds",
          "process_open_fds",
          "process_max_fds");

  @TempDir Path root;

  @Test
  void moveUnderLoadAndTellOfFailures() throws Exception {
    try (Cluster cluster = start()) {
      cluster.awaitLeader();
      load(cluster, 0);
      List<Scrape> before = scrapeAll(cluster);
      load(cluster, 1);
      awaitGrowth(cluster, before);
      endStreams(cluster);
      assertThat(before)
          .allSatisfy(
              scrape -> {
                POSITIVE.forEach(name -> assertThat(scrape.sum(name)).as(name).isPositive());
                assertThat(scrape.sum("etcd_server_proposals_failed_total")).isZero();
                assertThat(scrape.sum("etcd_server_proposals_pending")).isZero();
                assertThat(scrape.sum(SEND_FAILURES)).isNotNaN();
              });
      loseLeader(cluster, cluster.awaitLeader(), before);
    }
  }

  private Cluster start() throws Exception {
    return Cluster.start(
        root,
        3,
        builder ->
            builder
                .heartbeatInterval(HEARTBEAT)
                .electionTimeout(HEARTBEAT.multipliedBy(50))
                .http(HttpServing.DEFAULT.withCallTimes(true)));
  }

  /** Reads, writes, watches and keeps leases alive at every member. */
  private static void load(Cluster cluster, int round) {
    for (int i = 0; i < cluster.size(); i++) {
      ClientStub client = cluster.client(i);
      client.watch("load/", 0);
      long lease = client.grant(60).getID();
      client.keepAlive(lease);
      long revision = 0;
      for (int k = 0; k < 10; k++) {
        revision =
            client.put("load/" + round + "/" + i + "/" + k, "v", lease).getHeader().getRevision();
        client.get("load/0/0/0");
      }
      client.delete("load/" + round + "/" + i + "/9");
      client.kv().compact(CompactionRequest.newBuilder().setRevision(revision + 1).build());
    }
  }

  private static List<Scrape> scrapeAll(Cluster cluster) throws Exception {
    List<Scrape> all = new ArrayList<>();
    for (int i = 0; i < cluster.size(); i++) {
      all.add(scrape(cluster, i));
    }
    return all;
  }

  private static Scrape scrape(Cluster cluster, int member) {
    return Scrape.now(cluster.member(member).clientUrls().get(0));
  }

  /** Some of it happens a little later than the answer to the client. */
  private static void awaitGrowth(Cluster cluster, List<Scrape> before) {
    for (int i = 0; i < before.size(); i++) {
      for (String name : GROWING) {
        int member = i;
        assertThat(before.get(i).sum(name)).as("%s of member %d", name, i).isNotNaN();
        Waits.until(
            name + " of member " + i + " grows",
            () -> scrape(cluster, member).sum(name) > before.get(member).sum(name));
      }
    }
  }

  /** Streams that are open, as the dashboard counts them, are open no more. */
  private static void endStreams(Cluster cluster) {
    for (int i = 0; i < cluster.size(); i++) {
      int member = i;
      assertThat(openWatches(scrape(cluster, member))).isEqualTo(2);
      cluster.disconnect(member);
      Waits.until("watches end", () -> openWatches(scrape(cluster, member)) == 0);
    }
  }

  private static double openWatches(Scrape scrape) {
    String watches = "{grpc_service=\"etcdserverpb.Watch\",grpc_type=\"bidi_stream\"}";
    return scrape.sum("grpc_server_started_total" + watches)
        - scrape.sum("grpc_server_handled_total" + watches);
  }

  private static void loseLeader(Cluster cluster, int leader, List<Scrape> before) {
    int follower = (leader + 1) % 3;
    int last = (leader + 2) % 3;
    cluster.kill(leader);
    awaitMore(cluster, last, before, "etcd_server_leader_changes_seen_total");
    Waits.until(
        "messages to who is gone are lost: those of the new leader at least",
        () ->
            IntStream.of(follower, last).anyMatch(i -> hasMore(cluster, i, before, SEND_FAILURES)));
    awaitMore(cluster, last, before, "etcd_network_disconnected_peers_total");
    Waits.until(
        "one active peer", () -> scrape(cluster, last).sum("etcd_network_active_peers") == 1);
    cluster.kill(follower);
    Waits.until("no leader", () -> scrape(cluster, last).sum("etcd_server_has_leader") == 0);
    var unused = cluster.client(last).putLater("load/x", "y", Duration.ofSeconds(20));
    Waits.until(
        "a proposal waits", () -> scrape(cluster, last).sum("etcd_server_proposals_pending") == 1);
    awaitMore(cluster, last, before, "etcd_server_proposals_failed_total");
    awaitMore(cluster, last, before, "grpc_server_handled_total{grpc_code=\"Unavailable\"}");
  }

  private static void awaitMore(Cluster cluster, int member, List<Scrape> before, String name) {
    Waits.until(name + " grows", () -> hasMore(cluster, member, before, name));
  }

  private static boolean hasMore(Cluster cluster, int member, List<Scrape> before, String name) {
    return scrape(cluster, member).sum(name) > before.get(member).sum(name);
  }
}
