package io.cornerstone.testkit.fault;

import static io.cornerstone.testkit.view.LiveTarget.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.Diagnosis;
import io.cornerstone.client.IndeterminateException;
import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.testkit.cluster.Polling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the client promises with a cluster of three, also while it has lost two. */
@Timeout(180)
abstract class ThreeMembersContract {
  private static final Duration PATIENT = Duration.ofSeconds(30);

  private final List<String> acknowledged = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private int values;

  abstract List<String> endpoints();

  /** Two members are away from now on. */
  abstract void loseQuorum();

  /** They are back, or on their way. */
  abstract void heal();

  @Test
  void everythingGoesOnAfterwardsAndNothingIsLost() {
    try (Client client = connect()) {
      await(client.watch().prefix("quorum/").listen(this::saw).created());
      List<LeaseState> shortStates = new CopyOnWriteArrayList<>();
      KeepAlive shortLease =
          await(client.leases().grantAndKeepAlive(Duration.ofSeconds(6), shortStates::add));
      KeepAlive longLease =
          await(client.leases().grantAndKeepAlive(Duration.ofSeconds(60), state -> {}));
      putUntilAcknowledged(client, 5);

      loseQuorum();
      put(client, Duration.ofMillis(700), 4);
      assertThat(acknowledged).as("writes without a quorum").hasSize(5);
      LeaseState lost = new LeaseState.Lost(LeaseState.LostCause.NOT_CONFIRMED_IN_TIME);
      Polling.await(PATIENT, "the short lease to be lost", () -> shortStates.contains(lost));
      assertThat(shortStates).endsWith(new LeaseState.AtRisk(), lost);
      assertThat(shortLease.remaining()).isZero();
      assertThat(longLease.state().isFinal()).isFalse();

      heal();
      putUntilAcknowledged(client, 10);
      Polling.await(PATIENT, "the watch to go on", () -> seen.containsAll(acknowledged));
      assertThat(seen).doesNotHaveDuplicates().noneMatch(refused::contains);
      assertThat(seen.stream().filter(acknowledged::contains)).isEqualTo(acknowledged);
      Polling.await(
          PATIENT,
          "the long lease to be confirmed",
          () -> longLease.state().equals(new LeaseState.Active()));
      assertThat(await(client.leases().withTimeout(PATIENT).timeToLive(longLease.id())).exists())
          .isTrue();
    }
  }

  @Test
  void theOthersAreLearnedFromOne() {
    ClientConfig config = ClientConfig.DEFAULT.withEndpoints(endpoints().subList(0, 1));
    try (Client client = Client.connect(config.withMemberSyncInterval(Duration.ofSeconds(1)))) {
      Polling.await(
          PATIENT,
          "the members to be learned",
          () ->
              await(client.diagnose()).endpoints().stream()
                  .map(Diagnosis.Endpoint::address)
                  .collect(Collectors.toSet())
                  .equals(Set.copyOf(endpoints())));
      put(client, PATIENT, 6);
      assertThat(acknowledged).hasSize(6);
      assertThat(await(client.diagnose()).endpoints()).allMatch(Diagnosis.Endpoint::isConnected);
    }
  }

  @Test
  void aMemberThatFallsSilentCostsOneWriteAndServesAgainOnceItAnswers() {
    List<String> two = endpoints().subList(0, 2);
    try (FaultProxy proxy = FaultProxy.before(endpoints().get(2));
        Client client =
            Client.connect(
                ClientConfig.DEFAULT.withEndpoints(
                    List.of(two.get(0), two.get(1), proxy.endpoint())))) {
      put(client, PATIENT, 6);
      proxy.stall(Direction.TO_CLIENT);
      put(client, Duration.ofSeconds(5), 60);
      assertThat(acknowledged).hasSize(6 + 59);
      assertThat(refused).isEmpty();
      assertThat(isAvoided(client, proxy)).isTrue();
      proxy.heal();
      Polling.await(
          PATIENT,
          "the member to serve again",
          () -> {
            put(client, PATIENT, 1);
            return !isAvoided(client, proxy);
          });
    }
  }

  private static boolean isAvoided(Client client, FaultProxy proxy) {
    return await(client.diagnose()).endpoints().stream()
        .anyMatch(endpoint -> endpoint.address().equals(proxy.endpoint()) && endpoint.isAvoided());
  }

  /** Until so many are acknowledged in all: what becomes of one during an election is not known. */
  private void putUntilAcknowledged(Client client, int count) {
    while (acknowledged.size() < count) {
      put(client, PATIENT, 1);
    }
  }

  /** One after the other, and remembers what came of each. */
  private void put(Client client, Duration timeout, int count) {
    for (int i = 0; i < count; i++) {
      String value = "v" + values++;
      try {
        client.kv().withTimeout(timeout).put(Bytes.of("quorum/key"), Bytes.of(value)).join();
        acknowledged.add(value);
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof IndeterminateException)) {
          refused.add(value);
        }
      }
    }
  }

  private void saw(WatchEvent event) {
    seen.add(((WatchEvent.Put) event).kv().value().utf8());
  }

  private Client connect() {
    return Client.connect(ClientConfig.DEFAULT.withEndpoints(endpoints()));
  }
}
