package io.cornerstone.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.testkit.cluster.TestCluster;
import io.cornerstone.testkit.cluster.TestMember;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@WithCluster(members = 3)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WithClusterIT {
  private static final Set<TestCluster> SEEN = new HashSet<>();

  @Test
  @Order(1)
  void givesAClusterAndAClient(TestCluster cluster, Client client) {
    SEEN.add(cluster);
    client.kv().put(Bytes.of("shared"), Bytes.of("yes")).join();

    assertThat(cluster.members()).hasSize(3).allMatch(TestMember::isRunning);
    assertThat(client.cluster().memberList().join().members()).hasSize(3);
    cluster.member(0).kill();
    cluster.member(1).stop();
  }

  @Test
  @Order(2)
  void testsOfAClassShareTheClusterAndFindItWhole(TestCluster cluster, Client client) {
    SEEN.add(cluster);

    assertThat(SEEN).hasSize(1);
    assertThat(cluster.members()).allMatch(TestMember::isRunning);
    assertThat(client.kv().get(Bytes.of("shared")).join().kvs()).hasSize(1);
  }

  @Test
  @Order(3)
  @WithCluster
  void aMethodMayHaveItsOwn(TestCluster cluster, Client client) {
    assertThat(SEEN).doesNotContain(cluster);
    assertThat(cluster.members()).hasSize(1);
    assertThat(client.kv().get(Bytes.of("shared")).join().kvs()).isEmpty();
  }
}
