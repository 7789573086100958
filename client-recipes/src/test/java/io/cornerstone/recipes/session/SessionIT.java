package io.cornerstone.recipes.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.kv.PutOptions;
import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.recipes.PatientClient;
import io.cornerstone.testkit.cluster.TestCluster;
import io.cornerstone.testkit.junit.WithCluster;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@WithCluster
class SessionIT {
  @BeforeAll
  static void warmUp(TestCluster cluster) {
    PatientClient.warmUp(cluster);
  }

  @Test
  void endsWithItsLeaseAndTakesItsKeysAlongWhenClosed(Client client) throws Exception {
    Session session = Session.open(client, Duration.ofSeconds(10)).join();
    Bytes key = Bytes.of("ephemeral");
    client.kv().put(key, Bytes.of("here"), PutOptions.DEFAULT.withLease(session.leaseId())).join();

    assertThat(session.isAlive()).isTrue();
    assertThat(session.remaining()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(10));
    Session shortLived = Session.open(client, Duration.ofSeconds(6)).join();
    client.leases().revoke(shortLived.leaseId()).join();
    shortLived.lost().get(10, SECONDS);
    assertThat(shortLived.ended().get(10, SECONDS)).isInstanceOf(LeaseState.Lost.class);
    assertThat(shortLived.isAlive()).isFalse();
    assertThat(shortLived.expired()).hasMessageContaining("is over");
    shortLived.close();

    assertThat(session.lost()).isNotDone();
    session.close();
    session.close();
    assertThat(client.kv().get(key).join().kvs()).isEmpty();
    assertThat(session.state()).isInstanceOf(LeaseState.Closed.class);
    assertThat(session.lost()).isNotDone();
  }

  @Test
  void suffixesNeverRepeat(Client client) {
    try (Session session = Session.open(client, Duration.ofSeconds(5)).join()) {
      assertThat(session.uniqueSuffix())
          .startsWith(session.leaseId().hex() + "-")
          .isNotEqualTo(session.uniqueSuffix());
    }
  }
}
