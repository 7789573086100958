package io.cornerstone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.kv.Kv;
import io.cornerstone.testkit.cluster.TestCluster;
import io.cornerstone.testkit.junit.WithCluster;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Shows how an application's own tests get a cluster: ask for it, and for a client. Members can be
 * killed and started again; all is gone after the tests.
 */
@WithCluster(members = 3)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClusterInATest {
  @Test
  void whatWasWrittenSurvivesTheLeader(TestCluster cluster, Client client) {
    client.kv().put(Bytes.of("orders/17"), Bytes.of("paid")).join();

    cluster.awaitLeader().kill();

    // An election takes a second or two; on a busy machine, longer.
    Kv patient = client.kv().withTimeout(Duration.ofSeconds(20));
    assertThat(patient.get(Bytes.of("orders/17")).join().kvs())
        .singleElement()
        .satisfies(kv -> assertThat(kv.value().utf8()).isEqualTo("paid"));
  }
}
