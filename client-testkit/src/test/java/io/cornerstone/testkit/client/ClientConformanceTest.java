package io.cornerstone.testkit.client;

import io.cornerstone.client.LiveClientContract;
import io.cornerstone.testkit.cluster.TestCluster;
import io.cornerstone.testkit.junit.WithCluster;
import java.util.List;

/** The same tests that pass against a real etcd, against three members of ours. */
@WithCluster(members = 3)
class ClientConformanceTest extends LiveClientContract {
  private final TestCluster cluster;

  ClientConformanceTest(TestCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  protected List<String> endpoints() {
    return cluster.endpoints();
  }
}
