package io.cornerstone.recipes.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.kv.PutOptions;
import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.testkit.junit.WithCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@WithCluster
class SessionIT {
  @Test
  void livesBeyondItsTtlAndTakesItsKeysAlongWhenClosed(Client client) throws Exception {
    Session session = Session.open(client, Duration.ofSeconds(2)).join();
    Bytes key = Bytes.of("ephemeral");
    client.kv().put(key, Bytes.of("here"), PutOptions.DEFAULT.withLease(session.leaseId())).join();

    assertThat(session.isAlive()).isTrue();
    assertThat(session.remaining()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(2));
    Session shortLived = Session.open(client, Duration.ofSeconds(2)).join();
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
