package io.cornerstone.testkit.fault;

import io.cornerstone.testkit.cluster.TestCluster;
import io.cornerstone.testkit.cluster.TestMember;
import io.cornerstone.testkit.junit.WithCluster;
import java.util.List;

/** Three members of ours, of which two crash. */
@WithCluster(members = 3)
class OwnServerThreeMembersIT extends ThreeMembersContract {
  private final TestCluster cluster;

  OwnServerThreeMembersIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  List<String> endpoints() {
    return cluster.endpoints();
  }

  @Override
  void loseQuorum() {
    TestMember leader = cluster.awaitLeader();
    TestMember follower = cluster.awaitFollower();
    leader.kill();
    follower.kill();
  }

  @Override
  void heal() {
    cluster.restartAll();
  }
}
