package io.cornerstone.testkit.client;

import io.cornerstone.client.LiveServicesContract;
import io.cornerstone.testkit.cluster.TestCluster;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The scans, locks and elections that pass against a real etcd, against three members of ours. */
class ServicesConformanceTest extends LiveServicesContract {
  private static @Nullable TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(3);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Override
  protected List<String> endpoints() {
    TestCluster running = cluster;
    if (running == null) {
      throw new IllegalStateException("the cluster is not running");
    }
    return running.endpoints();
  }
}
