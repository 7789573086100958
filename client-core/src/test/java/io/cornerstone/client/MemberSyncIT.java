package io.cornerstone.client;

import static io.cornerstone.client.LiveClientContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.fake.Eventually;
import io.cornerstone.client.fake.FakeEtcd;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that learns from the cluster who its members are. */
@Timeout(60)
class MemberSyncIT {
  private static final Bytes KEY = Bytes.of("k");

  private final FakeEtcd one = new FakeEtcd();
  private final FakeEtcd two = new FakeEtcd();

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  @Test
  void membersThatAreLearnedServe() {
    one.members = List.of(one.endpoint(), two.endpoint(), "nonsense");
    try (Client client = client()) {
      Eventually.holds(() -> endpoints(client).size() == 2);
      assertThat(endpoints(client)).containsExactly(one.endpoint(), two.endpoint());
      Eventually.holds(
          () -> {
            await(client.kv().put(KEY, Bytes.EMPTY));
            return one.puts.get() > 0 && two.puts.get() > 0;
          });
    }
  }

  @Test
  void whatIsUnderWayAtAMemberThatGoesComesToItsEnd() {
    CompletableFuture<Void> release = new CompletableFuture<>();
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    one.onPut =
        (request, answer) -> {
          arrived.complete(null);
          CompletableFuture<Void> unused = release.thenRun(() -> FakeEtcd.answer(request, answer));
        };
    try (Client client = client()) {
      CompletableFuture<?> put =
          client.kv().withTimeout(Duration.ofSeconds(20)).put(KEY, Bytes.EMPTY);
      await(arrived);
      one.members = List.of(two.endpoint());
      Eventually.holds(() -> endpoints(client).equals(List.of(two.endpoint())));
      assertThat(put).isNotDone();
      release.complete(null);
      await(put);
    }
  }

  @Test
  void listsThatAreEmptyOrUnreachableOrOfAnotherClusterAreNotAdopted() {
    two.clusterId = 2;
    one.members = List.of();
    try (Client client = client()) {
      awaitTwoMoreLists();
      one.members = List.of("http://127.0.0.1:1");
      awaitTwoMoreLists();
      one.members = List.of(two.endpoint());
      Eventually.holds(() -> two.lists.get() >= 2); // It was asked who it is.
      assertThat(endpoints(client)).containsExactly(one.endpoint());
      two.clusterId = 1;
      Eventually.holds(() -> endpoints(client).equals(List.of(two.endpoint())));
    }
  }

  @Test
  void whenNoLearnedMemberAnswersTheFirstEndpointsServeAgain() {
    one.members = List.of(two.endpoint());
    try (Client client = client()) {
      Eventually.holds(() -> endpoints(client).equals(List.of(two.endpoint())));
      one.members = List.of(one.endpoint());
      two.close();
      Eventually.holds(() -> endpoints(client).equals(List.of(one.endpoint())));
      await(client.kv().put(KEY, Bytes.EMPTY));
      assertThat(one.puts).hasValue(1);
    }
  }

  private void awaitTwoMoreLists() {
    int before = one.lists.get();
    Eventually.holds(() -> one.lists.get() >= before + 2);
  }

  private static List<String> endpoints(Client client) {
    return await(client.diagnose()).endpoints().stream().map(Diagnosis.Endpoint::address).toList();
  }

  private Client client() {
    return Client.connect(
        ClientConfig.DEFAULT
            .withEndpoints(List.of(one.endpoint()))
            .withConnectTimeout(Duration.ofSeconds(1))
            .withCallTimeout(Duration.ofSeconds(3))
            .withMemberSyncInterval(Duration.ofSeconds(1)));
  }
}
