package io.cornerstone.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.ServerConfig;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a scrape finds, before and after some load. */
class MetricsIT {
  /** Metrics of public dashboards and alerts that grow with these calls. */
  private static final List<String> MOVING =
      List.of(
          "etcd_disk_wal_fsync_duration_seconds_count",
          "etcd_disk_wal_write_duration_seconds_count",
          "etcd_disk_wal_write_bytes_total",
          "etcd_mvcc_put_total",
          "etcd_mvcc_range_total",
          "etcd_server_apply_duration_seconds_count{op=\"Put\",success=\"true\",version=\"v3\"}",
          "etcd_server_range_duration_seconds_count{success=\"true\"}",
          "etcd_server_proposals_committed_total",
          "etcd_server_proposals_applied_total",
          "etcd_debugging_mvcc_current_revision",
          "etcd_server_client_requests_total{client_api_version=\"unknown\",type=\"unary\"}",
          "grpc_server_started_total{grpc_method=\"Put\",grpc_service=\"etcdserverpb.KV\","
              + "grpc_type=\"unary\"}",
          "grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"Put\","
              + "grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"}",
          "process_cpu_seconds_total");

  private static final Map<String, Double> CONSTANT =
      Map.of(
          "etcd_server_has_leader", 1.0,
          "etcd_server_is_leader", 1.0,
          "etcd_server_is_learner", 0.0,
          "etcd_server_quota_backend_bytes", (double) (2L << 30),
          "etcd_server_version{server_version=\"3.6.0\"}", 1.0);

  @Test
  void movesUnderLoad() throws Exception {
    try (EmbeddedServer server = EmbeddedServer.start(ServerConfig.builder().build())) {
      server.ready().join();
      URI root = server.clientUrls().get(0);
      call(root, 1); // So that every series exists.
      Map<String, Double> before = scrape(root);
      call(root, 20);
      Map<String, Double> after = scrape(root);
      assertThat(after).containsAllEntriesOf(CONSTANT);
      for (String name : MOVING) {
        assertThat(before).containsKey(name);
        assertThat(value(after, name)).as(name).isGreaterThan(value(before, name));
      }
      assertThat(value(after, "etcd_mvcc_put_total") - value(before, "etcd_mvcc_put_total"))
          .isEqualTo(20);
      assertThat(value(after, "etcd_mvcc_db_total_size_in_bytes")).isPositive();
    }
  }

  private static double value(Map<String, Double> scraped, String name) {
    return scraped.getOrDefault(name, Double.NaN);
  }

  private static void call(URI root, int times) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(root.getAuthority(), InsecureChannelCredentials.create()).build();
    try {
      KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
      for (int i = 0; i < times; i++) {
        ByteString key = ByteString.copyFromUtf8("k" + i);
        kv.put(PutRequest.newBuilder().setKey(key).setValue(key).build());
        kv.range(RangeRequest.newBuilder().setKey(key).build());
      }
    } finally {
      channel.shutdownNow();
    }
  }

  /** Parses the text format: a name with its labels, a space, a value. */
  private static Map<String, Double> scrape(URI root) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(root.resolve("/metrics")).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    Map<String, Double> values = new TreeMap<>();
    for (String line : response.body().lines().toList()) {
      if (!line.startsWith("#")) {
        int space = line.lastIndexOf(' ');
        values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
      }
    }
    return values;
  }
}
