package io.cornerstone.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a scrape of one member finds, beside the list of what etcd serves. */
class MetricsIT {
  /** Served by etcd and not here; docs/http.md says why. */
  private static final Set<String> NOT_SERVED =
      new TreeSet<>(
          List.of(
              "etcd_debugging_auth_revision",
              "etcd_debugging_disk_backend_commit_rebalance_duration_seconds",
              "etcd_debugging_disk_backend_commit_spill_duration_seconds",
              "etcd_debugging_disk_backend_commit_write_duration_seconds",
              "etcd_debugging_snap_save_marshalling_duration_seconds",
              "etcd_debugging_store_expires_total",
              "etcd_debugging_store_reads_failed_total",
              "etcd_debugging_store_reads_total",
              "etcd_debugging_store_watch_requests_total",
              "etcd_debugging_store_watchers",
              "etcd_debugging_store_writes_failed_total",
              "etcd_debugging_store_writes_total",
              "etcd_mvcc_db_open_read_transactions",
              "etcd_network_server_stream_failures_total",
              "etcd_server_feature_enabled",
              "etcd_server_go_version"));

  /** Have no series before something has happened, as in etcd; see PeerMetricsIT. */
  private static final Set<String> LATE =
      Set.of(
          "etcd_debugging_server_alarms",
          "etcd_network_active_peers",
          "etcd_network_disconnected_peers_total",
          "etcd_network_known_peers",
          "etcd_network_peer_received_bytes_total",
          "etcd_network_peer_received_failures_total",
          "etcd_network_peer_round_trip_time_seconds",
          "etcd_network_peer_sent_bytes_total",
          "etcd_network_peer_sent_failures_total",
          "etcd_network_snapshot_receive_failures",
          "etcd_network_snapshot_receive_inflights_total",
          "etcd_network_snapshot_receive_success",
          "etcd_network_snapshot_receive_total_duration_seconds",
          "etcd_network_snapshot_send_failures",
          "etcd_network_snapshot_send_inflights_total",
          "etcd_network_snapshot_send_success",
          "etcd_network_snapshot_send_total_duration_seconds",
          "etcd_server_learner_promote_failures");

  private static EmbeddedServer server;
  private static Scrape scrape;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedServer.start(ServerConfig.builder().build());
    server.ready().join();
    URI root = server.clientUrls().get(0);
    HttpClient http = HttpClient.newHttpClient();
    for (String path : List.of("/health", "/readyz", "/v3/kv/range")) {
      http.send(
          HttpRequest.newBuilder(root.resolve(path))
              .method(
                  path.startsWith("/v3") ? "POST" : "GET",
                  HttpRequest.BodyPublishers.ofString("{\"key\":\"YQ==\"}"))
              .build(),
          HttpResponse.BodyHandlers.discarding());
    }
    scrape = Scrape.of(root);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<EtcdMetric> served() throws IOException {
    return EtcdMetric.all().stream()
        .filter(metric -> !NOT_SERVED.contains(metric.name()) && !LATE.contains(metric.name()));
  }

  @ParameterizedTest
  @MethodSource("served")
  void hasTypeLabelsAndBucketsOfEtcd(EtcdMetric metric) {
    metric.assertIn(scrape);
  }

  @Test
  void lacksWhatTheDocumentationSaysAndNothingElse() throws IOException {
    assertThat(EtcdMetric.all().stream().map(EtcdMetric::name))
        .filteredOn(name -> !LATE.contains(name))
        .filteredOn(name -> !scrape.types().containsKey(name))
        .containsExactlyInAnyOrderElementsOf(NOT_SERVED);
  }

  @Test
  void saysWhoItIs() {
    assertThat(scrape.sum("etcd_server_has_leader")).isEqualTo(1);
    assertThat(scrape.sum("etcd_server_is_leader")).isEqualTo(1);
    assertThat(scrape.sum("etcd_server_is_learner")).isEqualTo(0);
    assertThat(scrape.sum("etcd_server_quota_backend_bytes")).isEqualTo(2L << 30);
    assertThat(scrape.sum("etcd_server_version{server_version=\"3.6.0\"}")).isEqualTo(1);
    assertThat(scrape.sum("etcd_server_health_success")).isEqualTo(1);
  }

  /** Whoever asks for the growth of a series must not miss its first call. */
  @Test
  void seriesOfCallsBeginAtZero() {
    String method = "grpc_method=\"LeaseRevoke\"";
    assertThat(scrape.sum("grpc_server_started_total{" + method + "}")).isZero();
    assertThat(scrape.sum("grpc_server_handled_total{grpc_code=\"Canceled\"," + method + "}"))
        .isZero();
  }
}
