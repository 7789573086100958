package io.cornerstone.testkit.client;

import io.cornerstone.client.LiveServicesContract;
import io.cornerstone.testkit.cluster.TestCluster;
import io.cornerstone.testkit.junit.WithCluster;
import java.util.List;

/** The scans, locks and elections that pass against a real etcd, against three members of ours. */
@WithCluster(members = 3)
class ServicesConformanceTest extends LiveServicesContract {
  private final TestCluster cluster;

  ServicesConformanceTest(TestCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  protected List<String> endpoints() {
    return cluster.endpoints();
  }
}
