package io.cornerstone.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TestClusterIT {
  @Test
  void survivesItsLeaderAndTakesItBack() {
    try (TestCluster cluster = TestCluster.start(3);
        Client client = cluster.newClient()) {
      client.kv().put(Bytes.of("k"), Bytes.of("before")).join();
      TestMember leader = cluster.awaitLeader();

      leader.kill();

      assertThat(leader.isRunning()).isFalse();
      assertThatThrownBy(leader::server).hasMessageContaining("does not run");
      assertThat(cluster.awaitLeader()).isNotEqualTo(leader);
      client.kv().put(Bytes.of("k"), Bytes.of("after")).join();
      cluster.restartAll();
      try (Client local = Client.connect(leader.endpoint())) {
        assertThat(local.kv().get(Bytes.of("k")).join().kvs().get(0).value().utf8())
            .isEqualTo("after");
      }
    }
  }

  @Test
  void clustersRunSideBySideAndLeaveNothingBehind() {
    Set<Path> directories = new HashSet<>();
    try (TestCluster one = TestCluster.start(1);
        TestCluster two = TestCluster.start(1);
        Client ofOne = one.newClient();
        Client ofTwo = two.newClient()) {
      ofOne.kv().put(Bytes.of("k"), Bytes.of("one")).join();

      assertThat(ofTwo.kv().get(Bytes.of("k")).join().kvs()).isEmpty();
      assertThat(one.endpoints()).doesNotContainAnyElementsOf(two.endpoints());
      directories.add(one.member(0).dataDir());
      directories.add(two.member(0).dataDir());
      assertThat(directories).hasSize(2).allMatch(directory -> directory.toFile().exists());
    }
    assertThat(directories).noneMatch(directory -> directory.toFile().exists());
  }

  @Test
  void aClusterHasMembers() {
    assertThatThrownBy(() -> TestCluster.start(0))
        .hasMessage("a cluster has at least one member, not 0");
  }
}
