package io.cornerstone.testkit.scale;

import io.cornerstone.testkit.cluster.TestCluster;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Many watchers and leases on our own server. */
class OwnServerScaleIT extends ScaleContract {
  private static @Nullable TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(1);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Override
  String endpoint() {
    TestCluster running = cluster;
    if (running == null) {
      throw new IllegalStateException("the cluster is not running");
    }
    return running.member(0).endpoint();
  }
}
