package io.cornerstone.testkit.fault;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.Diagnosis;
import io.cornerstone.client.IndeterminateException;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.lease.GrantResult;
import io.cornerstone.client.lease.KeepAliveResult;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.view.Namespace;
import io.cornerstone.client.watch.ResyncOptions;
import io.cornerstone.client.watch.Watch;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.Watcher;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the client promises when the way to a live server breaks. */
@Timeout(180)
abstract class ClientFaultContract {
  /** Where the server under test listens. */
  abstract String endpoint();

  @Test
  void aWatchOfThePastThatIsCutAfterItsCreationDeliversEachEventOnce() throws Exception {
    try (Client direct = connect(endpoint());
        FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = connect(proxy.endpoint())) {
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
    try (Client direct = connect(endpoint());
        FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = connect(proxy.endpoint())) {
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
  void compactionWhileAwayEndsAWatcherWithTheRevisions() throws Exception {
    try (Client direct = connect(endpoint());
        FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = connect(proxy.endpoint())) {
      BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
      Watcher watcher = client.watch().prefix("away/").listen(events::add);
      watcher.created().get(20, SECONDS);
      put(direct, "away/", 0);
      assertThat(values(events, 1)).containsExactly("0");
      proxy.refuse();
      put(direct, "away/", 1);
      long last = put(direct, "away/", 2);
      direct.kv().compact(last).get(20, SECONDS);
      proxy.heal();
      assertThat(watcher.ended().get(20, SECONDS))
          .isEqualTo(new WatchEnd.Compacted(last - 1, last));
      assertThat(events).isEmpty();
    }
  }

  @Test
  void compactionWhileAwayIsOutlivedByAResync() throws Exception {
    try (Client direct = connect(endpoint());
        FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = connect(proxy.endpoint())) {
      BlockingQueue<String> told = new LinkedBlockingQueue<>();
      Watch watch = client.watch().prefix("resync/").resyncAfterCompaction();
      Watcher watcher = watch.listen(event -> told.add(shown(event)));
      watcher.created().get(20, SECONDS);
      write(direct, "resync/changed", "1");
      write(direct, "resync/gone", "1");
      write(direct, "resync/same", "1");
      assertThat(take(told, 3)).containsExactly("put changed 1", "put gone 1", "put same 1");
      proxy.refuse();
      write(direct, "resync/new", "1");
      write(direct, "resync/changed", "2");
      write(direct, "resync/changed", "3");
      write(direct, "resync/short", "1");
      direct.kv().delete(KeyRange.prefix("resync/short")).get(20, SECONDS);
      direct.kv().delete(KeyRange.prefix("resync/gone")).get(20, SECONDS);
      long last = write(direct, "elsewhere", "1");
      direct.kv().compact(last).get(20, SECONDS);
      proxy.heal();
      assertThat(take(told, 3))
          .containsExactly("made put new 1", "made put changed 3", "made delete gone");
      write(direct, "resync/same", "2");
      assertThat(take(told, 1)).containsExactly("put same 2");
      assertThat(watcher.nextRevision()).isGreaterThan(last);
      watcher.close();
      assertThat(watcher.ended().get(20, SECONDS)).isEqualTo(new WatchEnd.Closed());
      assertThat(told).isEmpty();
    }
  }

  @Test
  void aSlowSubscriberWhoseEventsAreCompactedIsResynced() throws Exception {
    try (Client direct = connect(endpoint());
        Client client = connect(endpoint())) {
      BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
      CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
      long first = write(direct, "late/a", "0");
      Namespace.of(client, "late/")
          .watch()
          .from(first)
          .resyncAfterCompaction(ResyncOptions.DEFAULT.withKnownKeys(List.of(Bytes.of("old"))))
          .publish(1)
          .subscribe(new Subscriber(subscribed, events));
      // One batch may wait, and does: the watcher has left.
      await(() -> client.diagnose().join().watches().users() == 0);
      write(direct, "late/b", "0");
      direct.kv().delete(Bytes.of("late/a")).get(20, SECONDS);
      long last = write(direct, "late/c", "1");
      direct.kv().compact(last).get(20, SECONDS);
      subscribed.get(20, SECONDS).request(Long.MAX_VALUE);
      BlockingQueue<String> told = new LinkedBlockingQueue<>();
      await(
          () -> {
            for (WatchEvent event = events.poll(); event != null; event = events.poll()) {
              told.add(shown(event));
            }
            return told.size() >= 5;
          });
      assertThat(told)
          .containsExactly(
              "put a 0", "made put b 0", "made put c 1", "made delete a", "made delete old");
      subscribed.join().cancel();
    }
  }

  private static long write(Client client, String key, String value) throws Exception {
    return client.kv().put(Bytes.of(key), Bytes.of(value)).get(20, SECONDS).revision();
  }

  /** An event without the first part of its key. */
  private static String shown(WatchEvent event) {
    String key = event.key().utf8();
    String name = key.substring(key.indexOf('/') + 1);
    String mark = event.isSynthetic() ? "made " : "";
    return event instanceof WatchEvent.Put put
        ? mark + "put " + name + " " + put.kv().value().utf8()
        : mark + "delete " + name;
  }

  private static List<String> take(BlockingQueue<String> queue, int count) throws Exception {
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(String.valueOf(queue.poll(20, SECONDS)));
    }
    return taken;
  }

  @Test
  void aSlowSubscriberGetsEverythingAndHoldsLittle() throws Exception {
    try (Client direct = connect(endpoint());
        FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = connect(proxy.endpoint())) {
      long first = put(direct, "slow/", 0);
      BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
      CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
      client
          .watch()
          .prefix("slow/")
          .from(first)
          .publish(4)
          .subscribe(new Subscriber(subscribed, events));
      for (int i = 1; i < 200; i++) {
        put(direct, "slow/", i);
      }
      // Nothing was asked for: the batches that may wait were taken, and the watcher has left.
      await(() -> client.diagnose().join().watches().users() == 0);
      assertThat(events).isEmpty();
      proxy.cut();
      List<String> seen = new ArrayList<>();
      while (seen.size() < 200) {
        subscribed.get(20, SECONDS).request(1);
        seen.addAll(values(events, 1));
        while (!events.isEmpty()) {
          seen.addAll(values(events, 1));
        }
      }
      assertThat(seen).isEqualTo(numbers(200));
      subscribed.join().cancel();
      await(() -> client.diagnose().join().watches().users() == 0);
    }
  }

  @Test
  void aDiagnosisNamesWhatIsWrong() throws Exception {
    try (FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = connect(proxy.endpoint())) {
      Watcher watcher = client.watch().prefix("diagnosis/").listen(event -> {});
      watcher.created().get(20, SECONDS);
      Diagnosis well = client.diagnose().get(20, SECONDS);
      assertThat(well.endpoints()).hasSize(1);
      assertThat(well.endpoints().get(0).isConnected()).isTrue();
      assertThat(well.watches().endpoint()).contains(proxy.endpoint());
      assertThat(well.watches().users()).isEqualTo(1);
      assertThat(well.keepAlives().endpoint()).isEmpty();
      proxy.refuse();
      await(() -> client.diagnose().join().endpoints().get(0).failures() > 0);
      Diagnosis ill = client.diagnose().get(20, SECONDS);
      assertThat(ill.endpoints().get(0).lastFailure()).isPresent();
      assertThat(ill.watches().lastLoss()).isPresent();
      client.close();
      assertThatThrownBy(() -> client.diagnose().get(20, SECONDS)).hasMessageContaining("closed");
    }
  }

  @Test
  void aPutWhoseReplyIsLostIsIndeterminateAndAppliedOnce() throws Exception {
    Bytes key = Bytes.of("lost/put");
    try (Client direct = connect(endpoint());
        FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = connect(proxy.endpoint())) {
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
    try (Client direct = connect(endpoint());
        FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = connect(proxy.endpoint())) {
      client.leases().list().get(20, SECONDS);
      proxy.drop(Direction.TO_CLIENT);
      CompletableFuture<GrantResult> lost =
          client.leases().withTimeout(Duration.ofSeconds(1)).grant(id, Duration.ofSeconds(60));
      assertThatThrownBy(() -> lost.get(20, SECONDS))
          .hasCauseInstanceOf(IndeterminateException.class);
      assertThatThrownBy(() -> direct.leases().grant(id, Duration.ofSeconds(60)).get(20, SECONDS))
          .hasMessageContaining("lease already exists");
      assertThat(direct.leases().list().get(20, SECONDS).leases()).containsOnlyOnce(id);
      direct.leases().revoke(id).get(20, SECONDS);
    }
  }

  @Test
  void aGrantWhoseReplyIsLostIsRepeatedAndLeavesOneLease() throws Exception {
    try (Client direct = connect(endpoint());
        FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = connect(proxy.endpoint())) {
      Set<LeaseId> before = Set.copyOf(direct.leases().list().get(20, SECONDS).leases());
      client.leases().list().get(20, SECONDS);
      proxy.drop(Direction.TO_CLIENT);
      CompletableFuture<GrantResult> grant =
          client.leases().withTimeout(Duration.ofSeconds(20)).grant(Duration.ofSeconds(60));
      await(() -> !added(direct, before).isEmpty());
      assertThat(grant).isNotDone();
      proxy.cut();
      proxy.heal();
      GrantResult granted = grant.get(30, SECONDS);
      assertThat(added(direct, before)).containsExactly(granted.id());
      assertThat(granted.ttl()).isEqualTo(Duration.ofSeconds(60));
      direct.leases().revoke(granted.id()).get(20, SECONDS);
    }
  }

  @Test
  void oneRenewalIsOneRequest() throws Exception {
    try (Client client = connect(endpoint())) {
      GrantResult lease = client.leases().grant(Duration.ofSeconds(60)).get(20, SECONDS);
      long before = keepAlivesReceived();
      KeepAliveResult renewed = client.leases().keepAliveOnce(lease.id()).get(20, SECONDS);
      assertThat(renewed.ttl()).contains(Duration.ofSeconds(60));
      assertThat(keepAlivesReceived() - before).isOne();
      client.leases().revoke(lease.id()).get(20, SECONDS);
      assertThat(client.leases().keepAliveOnce(lease.id()).get(20, SECONDS).exists()).isFalse();
    }
  }

  /** As the server has counted them. */
  private long keepAlivesReceived() throws IOException {
    try (InputStream in = URI.create(endpoint() + "/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("grpc_server_msg_received_total{"))
          .filter(line -> line.contains("grpc_method=\"LeaseKeepAlive\""))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  private static List<LeaseId> added(Client client, Set<LeaseId> before) {
    return client.leases().list().join().leases().stream()
        .filter(id -> !before.contains(id))
        .toList();
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
        Client client = connect(proxy.endpoint())) {
      client.kv().get(Bytes.of("outage")).get(20, SECONDS);
      proxy.refuse();
      CompletableFuture<?> read =
          client.kv().withTimeout(Duration.ofSeconds(20)).get(Bytes.of("outage"));
      proxy.heal();
      read.get(30, SECONDS);
    }
  }

  private static void await(BooleanSupplier condition) {
    for (int look = 0; look < 2000 && !condition.getAsBoolean(); look++) {
      LockSupport.parkNanos(MILLISECONDS.toNanos(10));
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  /** Puts what is asked for into a queue, and asks for nothing itself. */
  private record Subscriber(
      CompletableFuture<Flow.Subscription> subscribed, BlockingQueue<WatchEvent> events)
      implements Flow.Subscriber<WatchBatch> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscribed.complete(subscription);
    }

    @Override
    public void onNext(WatchBatch batch) {
      events.addAll(batch.events());
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onComplete() {}
  }

  /** Patient: the first connection of a busy machine takes its time. */
  private static Client connect(String endpoint) {
    return Client.connect(
        ClientConfig.DEFAULT
            .withEndpoints(List.of(endpoint))
            .withCallTimeout(Duration.ofSeconds(20))
            .withConnectTimeout(Duration.ofSeconds(10)));
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
