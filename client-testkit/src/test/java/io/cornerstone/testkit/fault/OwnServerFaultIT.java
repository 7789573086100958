package io.cornerstone.testkit.fault;

import io.cornerstone.testkit.cluster.TestCluster;
import io.cornerstone.testkit.junit.WithCluster;

/** The client behind a broken connection to our own server. */
@WithCluster
class OwnServerFaultIT extends ClientFaultContract {
  private final TestCluster cluster;

  OwnServerFaultIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  String endpoint() {
    return cluster.member(0).endpoint();
  }
}
