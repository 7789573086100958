package io.cornerstone.testkit.client;

import io.cornerstone.client.LiveAdminContract;
import io.cornerstone.testkit.cluster.TestCluster;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The care of members that passes against a real etcd, against three members of ours. */
class AdminConformanceTest extends LiveAdminContract {
  private static @Nullable TestCluster cluster;

  @BeforeAll
  static void start() {
    // Not strict: the cluster is too young for its links to count as healthy.
    cluster = TestCluster.start(3, config -> config.reconfigStrict(false));
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
