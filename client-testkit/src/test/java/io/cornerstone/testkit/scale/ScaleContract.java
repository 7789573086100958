package io.cornerstone.testkit.scale;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.Diagnosis;
import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.client.watch.Watcher;
import io.cornerstone.testkit.fault.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Very many watchers and leases on one client. In a build there are a few thousand; the system
 * properties {@code scale.watchers}, {@code scale.leases}, {@code scale.clients} (over which the
 * leases are spread) and {@code scale.ttl} (of a lease, in seconds) ask for more. Reports times and
 * messages on the log.
 */
@Timeout(600)
abstract class ScaleContract {
  private static final Logger LOG = LoggerFactory.getLogger(ScaleContract.class);
  private static final int WATCHERS = Integer.getInteger("scale.watchers", 2_000);
  private static final int LEASES = Integer.getInteger("scale.leases", 2_000);
  private static final int CLIENTS = Integer.getInteger("scale.clients", 1);
  private static final Duration TTL = Duration.ofSeconds(Integer.getInteger("scale.ttl", 15));
  private static final long PATIENCE_SECONDS = 300;

  /** How many grants are on their way at a time. */
  private static final int GRANTS = 500;

  /** Where the server under test listens. */
  abstract String endpoint();

  @Test
  void watchersResumeAfterACutWithOneRequestEach() throws Exception {
    try (Client direct = connect(endpoint());
        FaultProxy proxy = FaultProxy.before(endpoint());
        Client client = connect(proxy.endpoint())) {
      AtomicInteger[] told =
          IntStream.range(0, WATCHERS)
              .mapToObj(i -> new AtomicInteger())
              .toArray(AtomicInteger[]::new);
      long start = System.nanoTime();
      List<Watcher> watchers = new ArrayList<>();
      for (AtomicInteger mine : told) {
        watchers.add(client.watch().key("scale").listen(event -> mine.incrementAndGet()));
      }
      for (Watcher watcher : watchers) {
        watcher.created().get(PATIENCE_SECONDS, SECONDS);
      }
      long created = System.nanoTime();
      Diagnosis.Stream before = client.diagnose().get(20, SECONDS).watches();
      proxy.cut();
      direct.kv().put(Bytes.of("scale"), Bytes.of("1")).get(20, SECONDS);
      await(() -> allTold(told, 1));
      long resumed = System.nanoTime();
      Diagnosis.Stream after = client.diagnose().get(20, SECONDS).watches();
      LOG.info(
          "{} watchers: created in {} ms; cut, resumed and told in {} ms, by {} messages sent and"
              + " {} received",
          WATCHERS,
          millis(created - start),
          millis(resumed - created),
          after.sent() - before.sent(),
          after.received() - before.received());
      assertThat(after.users()).isEqualTo(WATCHERS);
      assertThat(after.opened() - before.opened()).isLessThanOrEqualTo(2 * before.opened());
      assertThat(after.sent() - before.sent()).isLessThanOrEqualTo(2 * WATCHERS);
      direct.kv().put(Bytes.of("scale"), Bytes.of("2")).get(20, SECONDS);
      await(() -> allTold(told, 2));
      for (AtomicInteger mine : told) {
        assertThat(mine).hasValue(2);
      }
    }
  }

  @Test
  void aHundredWatchersShareAStreamAndMoreGetAFew() throws Exception {
    try (Client client = connect(endpoint())) {
      List<Watcher> first = watch(client, 100);
      assertThat(streamsOpened(client)).isEqualTo(1);
      List<Watcher> more = watch(client, 101);
      assertThat(streamsOpened(client)).isEqualTo(3);
      first.forEach(Watcher::close);
      for (Watcher watcher : first) {
        watcher.ended().get(PATIENCE_SECONDS, SECONDS);
      }
      watch(client, 100);
      assertThat(streamsOpened(client)).as("the first has room again").isEqualTo(3);
      watch(client, 2_000);
      assertThat(streamsOpened(client)).isEqualTo(10);
      assertThat(more).allSatisfy(watcher -> assertThat(watcher.ended()).isNotDone());
    }
    try (Client client = Client.connect(config(endpoint()).withWatchStreamsMax(1))) {
      watch(client, 500);
      assertThat(streamsOpened(client)).isEqualTo(1);
    }
  }

  private static List<Watcher> watch(Client client, int count) throws Exception {
    List<Watcher> watchers =
        IntStream.range(0, count)
            .mapToObj(i -> client.watch().key("spread").listen(event -> {}))
            .toList();
    for (Watcher watcher : watchers) {
      watcher.created().get(PATIENCE_SECONDS, SECONDS);
    }
    return watchers;
  }

  private static long streamsOpened(Client client) throws Exception {
    return client.diagnose().get(20, SECONDS).watches().opened();
  }

  @Test
  void leasesAreKeptOverOneStreamPerClientThroughACut() throws Exception {
    AtomicInteger troubles = new AtomicInteger();
    List<Client> clients = new ArrayList<>();
    try (FaultProxy proxy = FaultProxy.before(endpoint())) {
      IntStream.range(0, CLIENTS).forEach(i -> clients.add(connect(proxy.endpoint())));
      long start = System.nanoTime();
      List<KeepAlive> leases = grant(clients, troubles);
      long granted = System.nanoTime();
      awaitAnswers(clients, LEASES);
      long kept = System.nanoTime();
      LOG.info(
          "{} leases of {} s on {} clients: granted in {} ms, {} keep-alives answered per second",
          LEASES,
          TTL.toSeconds(),
          CLIENTS,
          millis(granted - start),
          received(clients) * 1000 / Math.max(1, millis(kept - start)));
      proxy.cut();
      awaitAnswers(clients, received(clients) + LEASES);
      assertThat(troubles).hasValue(0);
      assertThat(leases).allMatch(lease -> lease.state().equals(new LeaseState.Active()));
      LOG.info("after a cut all are kept; {} answers in all", received(clients));
      for (Client client : clients) {
        LOG.info("{}", client.diagnose().get(20, SECONDS).keepAlives());
      }
    } finally {
      clients.forEach(Client::close);
    }
  }

  private static List<KeepAlive> grant(List<Client> clients, AtomicInteger troubles)
      throws Exception {
    Semaphore free = new Semaphore(GRANTS);
    List<CompletableFuture<KeepAlive>> grants = new ArrayList<>();
    for (int i = 0; i < LEASES; i++) {
      free.acquire();
      CompletableFuture<KeepAlive> grant =
          clients
              .get(i % clients.size())
              .leases()
              .grantAndKeepAlive(TTL, state -> count(state, troubles));
      grants.add(grant.whenComplete((lease, failure) -> free.release()));
    }
    List<KeepAlive> leases = new ArrayList<>();
    for (CompletableFuture<KeepAlive> grant : grants) {
      leases.add(grant.get(PATIENCE_SECONDS, SECONDS));
    }
    return leases;
  }

  private static void count(LeaseState state, AtomicInteger troubles) {
    if (state instanceof LeaseState.AtRisk || state instanceof LeaseState.Lost) {
      troubles.incrementAndGet();
    }
  }

  private static void awaitAnswers(List<Client> clients, long count) {
    await(() -> received(clients) >= count);
  }

  private static long received(List<Client> clients) {
    return clients.stream()
        .mapToLong(client -> client.diagnose().join().keepAlives().received())
        .sum();
  }

  private static boolean allTold(AtomicInteger[] told, int times) {
    for (AtomicInteger mine : told) {
      if (mine.get() < times) {
        return false;
      }
    }
    return true;
  }

  private static void await(BooleanSupplier condition) {
    long until = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the time it took").isLessThan(until);
      LockSupport.parkNanos(MILLISECONDS.toNanos(50));
    }
  }

  private static long millis(long nanos) {
    return NANOSECONDS.toMillis(nanos);
  }

  private static Client connect(String endpoint) {
    return Client.connect(config(endpoint));
  }

  private static ClientConfig config(String endpoint) {
    return ClientConfig.DEFAULT
        .withEndpoints(List.of(endpoint))
        .withCallTimeout(Duration.ofSeconds(60))
        .withConnectTimeout(Duration.ofSeconds(10));
  }
}
