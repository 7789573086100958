package io.cornerstone.testkit.fault;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.IndeterminateException;
import io.cornerstone.client.lease.GrantResult;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.Watcher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the client promises when the way to a live server breaks. */
@Timeout(60)
abstract class ClientFaultContract {
  /** Where the server under test listens. */
  abstract String endpoint();

  @Test
  void aWatchOfThePastThatIsCutAfterItsCreationDeliversEachEventOnce() throws Exception {
    try (Client direct = Client.connect(endpoint());
        FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = Client.connect(proxy.endpoint())) {
      long first = put(direct, "past/", 0);
      for (int i = 1; i < 1000; i++) {
        put(direct, "past/", i);
      }
      BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
      Watcher watcher = client.watch().prefix("past/").from(first).listen(events::add);
      watcher.created().get(20, SECONDS);
      proxy.cut();
      assertThat(values(events, 1000)).isEqualTo(numbers(1000));
      put(direct, "past/", 1000);
      assertThat(values(events, 1)).containsExactly("1000");
      assertThat(events).isEmpty();
    }
  }

  @Test
  void writesDuringAGapAreDelivered() throws Exception {
    try (Client direct = Client.connect(endpoint());
        FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = Client.connect(proxy.endpoint())) {
      BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
      client.watch().prefix("gap/").listen(events::add).created().get(20, SECONDS);
      proxy.refuse();
      for (int i = 0; i < 10; i++) {
        put(direct, "gap/", i);
      }
      assertThat(events).isEmpty();
      proxy.heal();
      assertThat(values(events, 10)).isEqualTo(numbers(10));
    }
  }

  @Test
  void aPutWhoseReplyIsLostIsIndeterminateAndAppliedOnce() throws Exception {
    Bytes key = Bytes.of("lost/put");
    try (Client direct = Client.connect(endpoint());
        FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = Client.connect(proxy.endpoint())) {
      client.kv().get(key).get(20, SECONDS);
      BlockingQueue<WatchEvent> seen = new LinkedBlockingQueue<>();
      direct.watch().prefix("lost/put").listen(seen::add).created().get(20, SECONDS);
      proxy.drop(Direction.TO_CLIENT);
      CompletableFuture<?> put = client.kv().put(key, Bytes.of("0"));
      assertThat(values(seen, 1)).containsExactly("0");
      proxy.cut();
      assertThatThrownBy(() -> put.get(20, SECONDS))
          .hasCauseInstanceOf(IndeterminateException.class);
      proxy.heal();
      assertThat(client.kv().get(key).get(20, SECONDS).first().orElseThrow().version()).isOne();
    }
  }

  @Test
  void aGrantWhoseReplyIsLostLeavesOneLeaseWhenItIsRepeatedWithItsId() throws Exception {
    LeaseId id = new LeaseId(7_777);
    try (Client direct = Client.connect(endpoint());
        FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = Client.connect(proxy.endpoint())) {
      client.leases().list().get(20, SECONDS);
      proxy.drop(Direction.TO_CLIENT);
      CompletableFuture<GrantResult> lost =
          client.leases().withTimeout(Duration.ofSeconds(1)).grant(id, Duration.ofSeconds(60));
      assertThatThrownBy(() -> lost.get(20, SECONDS))
          .hasCauseInstanceOf(IndeterminateException.class);
      assertThatThrownBy(
              () -> direct.leases().grant(id, Duration.ofSeconds(60)).get(20, SECONDS))
          .hasMessageContaining("lease already exists");
      assertThat(direct.leases().list().get(20, SECONDS).leases()).containsOnlyOnce(id);
      direct.leases().revoke(id).get(20, SECONDS);
    }
  }

  @Test
  void aServerThatAcceptsAndNeverAnswersHangsNoCall() {
    ClientConfig config = ClientConfig.DEFAULT.withCallTimeout(Duration.ofSeconds(2));
    try (FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = Client.connect(config.withEndpoints(List.of(proxy.endpoint())))) {
      proxy.stall(Direction.TO_CLIENT);
      assertThatThrownBy(() -> client.kv().get(Bytes.of("silent")).get(20, SECONDS))
          .hasMessageContaining(proxy.endpoint().substring("http://".length()));
      assertThat(proxy.connections()).isBetween(1, 5);
    }
  }

  @Test
  void aReadOutlivesAnOutage() throws Exception {
    try (FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = Client.connect(proxy.endpoint())) {
      client.kv().get(Bytes.of("outage")).get(20, SECONDS);
      proxy.refuse();
      CompletableFuture<?> read =
          client.kv().withTimeout(Duration.ofSeconds(20)).get(Bytes.of("outage"));
      proxy.heal();
      read.get(30, SECONDS);
    }
  }

  private static long put(Client client, String prefix, int i) throws Exception {
    return client
        .kv()
        .put(Bytes.of(prefix + "key"), Bytes.of(String.valueOf(i)))
        .get(20, SECONDS)
        .revision();
  }

  private static List<String> values(BlockingQueue<WatchEvent> events, int count) {
    return IntStream.range(0, count).mapToObj(i -> next(events)).toList();
  }

  private static String next(BlockingQueue<WatchEvent> events) {
    try {
      WatchEvent event = events.poll(20, SECONDS);
      assertThat(event).isInstanceOf(WatchEvent.Put.class);
      return ((WatchEvent.Put) event).kv().value().utf8();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static List<String> numbers(int until) {
    return IntStream.range(0, until).mapToObj(String::valueOf).toList();
  }
}
