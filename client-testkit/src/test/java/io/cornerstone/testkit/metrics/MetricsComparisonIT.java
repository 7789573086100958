package io.cornerstone.testkit.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.ServerConfig;
import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerBinary;
import io.cornerstone.testkit.cluster.ServerProcess;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Whoever looks at the metrics of a real etcd finds the same here, but for what is listed. */
class MetricsComparisonIT {
  /** docs/http.md says why. */
  private static final List<String> NOT_SERVED =
      List.of(
          "etcd_debugging_auth_revision",
          "etcd_debugging_disk_backend_commit_rebalance_duration_seconds",
          "etcd_debugging_disk_backend_commit_spill_duration_seconds",
          "etcd_debugging_disk_backend_commit_write_duration_seconds",
          "etcd_debugging_snap_save_marshalling_duration_seconds",
          "etcd_mvcc_db_open_read_transactions",
          "etcd_server_go_version",
          "process_virtual_memory_max_bytes");

  private static final String OTHER_SOFTWARE =
      "(go|promhttp|etcd_grpc_proxy|etcd_debugging_store)_.*";

  @Test
  void hasNamesTypesLabelsAndBucketsOfEtcd() throws Exception {
    Assumptions.assumeTrue(
        RealEtcd.isAvailable(), "etcd is not installed: skipped on this machine");
    try (ServerProcess etcd = ServerProcess.start(ServerBinary.of(RealEtcd.find().orElseThrow()));
        EmbeddedServer ours = EmbeddedServer.start(ServerConfig.builder().build())) {
      ours.ready().join();
      Served there = Served.by(etcd.clientUrl());
      Served here = Served.by(ours.clientUrls().get(0));
      SortedSet<String> missing = new TreeSet<>(there.types().keySet());
      missing.removeAll(here.types().keySet());
      missing.removeIf(name -> name.matches(OTHER_SOFTWARE));
      assertThat(missing).containsExactlyElementsOf(NOT_SERVED);
      for (Map.Entry<String, String> metric : there.types().entrySet()) {
        String name = metric.getKey();
        if (here.types().containsKey(name)) {
          assertThat(here.types()).containsEntry(name, metric.getValue());
          assertThat(here.labels().get(name)).as(name).isEqualTo(there.labels().get(name));
        }
      }
    }
  }
}
