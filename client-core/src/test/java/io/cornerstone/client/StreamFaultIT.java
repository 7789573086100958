package io.cornerstone.client;

import static io.cornerstone.client.LiveClientContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.fake.Eventually;
import io.cornerstone.client.fake.FakeEtcd;
import io.cornerstone.client.fake.FakeWatchStore;
import io.cornerstone.client.fake.TcpTap;
import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.client.lease.LeaseState.LostCause;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.client.watch.Watcher;
import io.cornerstone.protocol.EtcdError;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watches and keep-alives whose stream is lost in every way. */
@Timeout(60)
class StreamFaultIT {
  private final FakeWatchStore store = new FakeWatchStore();
  private final FakeEtcd one = new FakeEtcd(store);
  private final FakeEtcd two = new FakeEtcd(store);

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  @Test
  void aConnectionCutMidWatchLosesNothing() {
    try (TcpTap tap = new TcpTap(one.port());
        Client client = client(tap.endpoint())) {
      Events events = new Events();
      await(client.watch().listen(events).created());
      for (int round = 0; round < 5; round++) {
        tap.cut();
        for (int i = 0; i < 20; i++) {
          store.put(String.valueOf(round * 20 + i));
        }
      }
      events.awaitCount(100);
      assertThat(events.values()).isEqualTo(numbers(100));
    }
  }

  @Test
  void aWatchFromThePastThatIsCutAfterCreatedGetsAll() {
    for (int i = 0; i < 1000; i++) {
      store.put(String.valueOf(i));
    }
    try (TcpTap tap = new TcpTap(one.port());
        Client client = client(tap.endpoint())) {
      Events events = new Events();
      await(client.watch().from(2).listen(events).created());
      tap.cut();
      events.awaitCount(1000);
      assertThat(events.values()).isEqualTo(numbers(1000));
    }
  }

  @Test
  void aMemberWithoutLeaderIsLeft() {
    try (Client client = client(one.endpoint(), two.endpoint())) {
      Events events = new Events();
      await(client.watch().listen(events).created());
      store.put("0");
      store.failStreams(FakeEtcd.status(EtcdError.NO_LEADER));
      store.put("1");
      events.awaitCount(2);
      assertThat(events.values()).isEqualTo(numbers(2));
      assertThat(one.headers).isNotEmpty();
      assertThat(two.headers).isNotEmpty(); // The second stream went to the other member.
      Metadata.Key<String> hasLeader =
          Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);
      assertThat(one.headers.get(0).get(hasLeader)).isEqualTo("true");
    }
  }

  @Test
  void aMemberThatDiesIsLeft() {
    try (Client client = client(one.endpoint(), two.endpoint())) {
      Events events = new Events();
      await(client.watch().listen(events).created());
      one.close();
      store.put("0");
      events.awaitCount(1);
    }
  }

  @Test
  void aMemberThatDoesNotAnswerACreationIsLeft() {
    store.setSilent(true);
    try (Client client =
        Client.connect(
            config(one.endpoint(), two.endpoint()).withCallTimeout(Duration.ofMillis(300)))) {
      Events events = new Events();
      Watcher watcher = client.watch().listen(events);
      Eventually.holds(() -> store.opened() >= 2);
      store.setSilent(false);
      await(watcher.created());
      store.put("0");
      events.awaitCount(1);
    }
  }

  @Test
  void compactionWhileAwayEndsTheWatcherWithTheRevision() {
    try (TcpTap tap = new TcpTap(one.port());
        Client client = client(tap.endpoint())) {
      Events events = new Events();
      await(client.watch().listen(events).created());
      store.put("0");
      events.awaitCount(1);
      long last = 0;
      for (int i = 0; i < 10; i++) {
        last = store.put("x");
      }
      events.awaitCount(11);
      store.compact(last + 5);
      tap.cut();
      WatchEnd end = new WatchEnd.Compacted(last + 1, last + 5);
      assertThat(await(events.closed)).isEqualTo(end);
      assertThat(await(client.diagnose()).watchers())
          .isEqualTo(new Diagnosis.Watchers(0, 0, 0, 1, Optional.of(end)));
    }
  }

  @Test
  void aDiagnosisCountsWatchersThatWaitAndThatArePaused() {
    CompletableFuture<Void> release = new CompletableFuture<>();
    try (Client client = client(one.endpoint())) {
      WatchOptions little = WatchOptions.DEFAULT.withPendingEventsMax(1);
      await(client.watch().withOptions(little).listen(event -> release.join()).created());
      for (int i = 0; i < 5; i++) {
        store.put("x");
      }
      Eventually.holds(() -> await(client.diagnose()).watchers().paused() == 1);
      store.setSilent(true);
      client.watch().listen(event -> {});
      Eventually.holds(
          () ->
              await(client.diagnose())
                  .watchers()
                  .equals(new Diagnosis.Watchers(2, 1, 1, 0, Optional.empty())));
      release.complete(null);
    }
  }

  @Test
  void aListenerThatBlocksOrThrowsHarmsNobodyElse() {
    CompletableFuture<Void> release = new CompletableFuture<>();
    try (Client client = client(one.endpoint())) {
      Events good = new Events();
      for (int i = 0; i < 20; i++) {
        await(client.watch().listen(event -> release.join()).created());
      }
      await(client.watch().listen(new Throwing()).created());
      await(client.watch().listen(good).created());
      store.put("0");
      good.awaitCount(1);
      store.put("1");
      good.awaitCount(2);
      release.complete(null);
    }
  }

  @Test
  void closingTheClientEndsWatchersAndLeases() {
    Client client = client(one.endpoint());
    Events events = new Events();
    Watcher watcher = client.watch().listen(events);
    KeepAlive lease = client.leases().keepAlive(new LeaseId(5));
    client.close();
    assertThat(await(watcher.ended())).isEqualTo(new WatchEnd.Closed());
    assertThat(await(lease.ended())).isEqualTo(new LeaseState.Closed());
    Watcher late = client.watch().listen(event -> {});
    assertThat(await(late.ended())).isEqualTo(new WatchEnd.Closed());
    assertThat(late.created()).isCompletedExceptionally();
    assertThat(await(client.leases().keepAlive(new LeaseId(6)).ended()))
        .isEqualTo(new LeaseState.Closed());
  }

  @Test
  void aLostKeepAliveStreamIsReplaced() {
    one.ttlSeconds = 9;
    try (Client client = client(one.endpoint())) {
      KeepAlive lease =
          await(client.leases().grantAndKeepAlive(Duration.ofSeconds(9), state -> {}));
      Eventually.holds(() -> one.keepAlives.get() >= 1);
      one.failKeepAlives(FakeEtcd.status(EtcdError.NO_LEADER));
      Eventually.holds(() -> one.keepAlives.get() >= 3);
      assertThat(one.keepAliveStreams).hasValue(2);
      assertThat(lease.state()).isEqualTo(new LeaseState.Active());
    }
  }

  @Test
  void aMemberThatIsSilentAboutLeasesIsLeft() {
    one.answersKeepAlives = false;
    two.answersKeepAlives = false;
    try (Client client = client(one.endpoint(), two.endpoint())) {
      CompletableFuture<LeaseState> active = new CompletableFuture<>();
      KeepAlive lease = client.leases().keepAlive(new LeaseId(5), active::complete);
      assertThat(lease.state()).isEqualTo(new LeaseState.AtRisk());
      assertThat(lease.remaining()).isZero();
      Eventually.holds(() -> one.keepAlives.get() + two.keepAlives.get() >= 1);
      (one.keepAlives.get() > 0 ? two : one).answersKeepAlives = true;
      assertThat(await(active)).isEqualTo(new LeaseState.Active());
    }
  }

  @Test
  void aLeaseThatNobodyConfirmsIsLostInTime() throws Exception {
    LinkedBlockingQueue<LeaseState> states = new LinkedBlockingQueue<>();
    try (Client client = client(one.endpoint())) {
      KeepAlive lease =
          await(client.leases().grantAndKeepAlive(Duration.ofSeconds(6), states::add));
      one.close();
      assertThat(states.poll(20, TimeUnit.SECONDS)).isEqualTo(new LeaseState.AtRisk());
      assertThat(lease.remaining()).isPositive();
      assertThat(await(client.diagnose()).leases())
          .isEqualTo(new Diagnosis.Leases(1, 1, 0, Optional.empty(), Optional.empty()));
      LeaseState lost = new LeaseState.Lost(LostCause.NOT_CONFIRMED_IN_TIME);
      assertThat(states.poll(20, TimeUnit.SECONDS)).isEqualTo(lost);
      assertThat(await(lease.ended())).isEqualTo(lost);
      assertThat(lease.state()).isEqualTo(lost);
      assertThat(await(client.diagnose()).leases())
          .isEqualTo(
              new Diagnosis.Leases(
                  0, 0, 1, Optional.of(lease.id()), Optional.of(LostCause.NOT_CONFIRMED_IN_TIME)));
    }
  }

  @Test
  void twoHandlesOfOneLeaseShareItsKeepAlives() {
    one.ttlSeconds = 60;
    try (Client client = client(one.endpoint())) {
      CompletableFuture<LeaseState> active = new CompletableFuture<>();
      KeepAlive first = client.leases().keepAlive(new LeaseId(5), active::complete);
      await(active);
      CompletableFuture<LeaseState> secondActive = new CompletableFuture<>();
      KeepAlive second = client.leases().keepAlive(new LeaseId(5), secondActive::complete);
      assertThat(await(secondActive)).isEqualTo(new LeaseState.Active());
      assertThat(one.keepAlives).hasValue(1);
      first.close();
      assertThat(second.state()).isEqualTo(new LeaseState.Active());
      assertThat(second.remaining()).isPositive();
    }
  }

  /** Throws at every call. */
  private static final class Throwing implements WatchListener {
    @Override
    public void onEvents(WatchBatch batch) {
      throw new IllegalStateException("made up: a listener that throws");
    }

    @Override
    public void onClosed(WatchEnd end) {
      throw new IllegalStateException("made up: a listener that throws");
    }
  }

  private static List<String> numbers(int until) {
    return IntStream.range(0, until).mapToObj(String::valueOf).toList();
  }

  private static ClientConfig config(String... endpoints) {
    return ClientConfig.DEFAULT
        .withEndpoints(List.of(endpoints))
        .withConnectTimeout(Duration.ofMillis(500));
  }

  private static Client client(String... endpoints) {
    return Client.connect(config(endpoints));
  }
}
