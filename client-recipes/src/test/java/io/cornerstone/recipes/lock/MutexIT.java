package io.cornerstone.recipes.lock;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.txn.Op;
import io.cornerstone.recipes.PatientClient;
import io.cornerstone.recipes.session.Session;
import io.cornerstone.recipes.session.SessionExpiredException;
import io.cornerstone.testkit.cluster.TestCluster;
import io.cornerstone.testkit.junit.WithCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@WithCluster(members = 3)
class MutexIT {
  private static final Duration TTL = Duration.ofSeconds(10);

  @BeforeAll
  static void warmUp(TestCluster cluster) {
    PatientClient.warmUp(cluster);
  }

  @Test
  void oneAtATimeInTheOrderOfAsking(Client client) throws Exception {
    try (Session first = Session.open(client, TTL).join();
        Session second = Session.open(client, TTL).join()) {
      Hold held = new Mutex(first, "fair").acquire().get(10, SECONDS);
      CompletableFuture<Hold> waiting = new Mutex(second, "fair").acquire();
      awaitContenders(client, "fair/", 2);
      CompletableFuture<Hold> last = new Mutex(first, "fair").acquire();
      awaitContenders(client, "fair/", 3);

      assertThat(waiting).isNotDone();
      assertThat(held.isHeld()).isTrue();
      held.close();
      Hold next = waiting.get(10, SECONDS);
      assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
      assertThat(held.isHeld()).isFalse();
      assertThat(last).isNotDone();
      next.close();
      last.get(10, SECONDS).close();
      awaitContenders(client, "fair/", 0);
    }
  }

  @Test
  void tryAcquireDoesNotWaitAndLeavesNoTrace(Client client) throws Exception {
    try (Session session = Session.open(client, TTL).join()) {
      Mutex mutex = new Mutex(session, "try");
      Hold held = mutex.tryAcquire().get(10, SECONDS).orElseThrow();

      assertThat(mutex.tryAcquire().get(10, SECONDS)).isEmpty();

      awaitContenders(client, "try/", 1);
      held.close();
      assertThat(mutex.tryAcquire().get(10, SECONDS)).isPresent();
    }
  }

  @Test
  void whoGivesUpLeavesTheQueue(Client client) throws Exception {
    try (Session session = Session.open(client, TTL).join()) {
      Mutex mutex = new Mutex(session, "patience");
      Hold held = mutex.acquire().get(10, SECONDS);

      CompletableFuture<Hold> impatient = mutex.acquire(Duration.ofMillis(200));
      assertThatThrownBy(() -> impatient.get(10, SECONDS))
          .hasCauseInstanceOf(TimeoutException.class);
      CompletableFuture<Hold> cancelled = mutex.acquire();
      awaitContenders(client, "patience/", 2);
      cancelled.cancel(true);

      awaitContenders(client, "patience/", 1);
      assertThat(held.isHeld()).isTrue();
      held.close();
    }
  }

  @Test
  void aLostSessionLosesTheLockAndItsGuard(Client client) throws Exception {
    Session session = Session.open(client, TTL).join();
    Hold held = new Mutex(session, "lost").acquire().get(10, SECONDS);
    CompletableFuture<Hold> waiting = new Mutex(session, "lost").acquire();
    assertThat(client.txn().guardedBy(held).then(Op.put("guarded", "1")).commit().join())
        .matches(result -> result.succeeded());

    client.leases().revoke(session.leaseId()).join();

    held.lost().get(20, SECONDS);
    assertThat(held.isHeld()).isFalse();
    assertThat(client.txn().guardedBy(held).then(Op.put("guarded", "2")).commit().join())
        .matches(result -> !result.succeeded());
    session.lost().get(20, SECONDS);
    assertThatThrownBy(() -> waiting.get(10, SECONDS))
        .hasCauseInstanceOf(SessionExpiredException.class);
    session.close();
  }

  @Test
  void aKeyDeletedByHandLosesTheLock(Client client) throws Exception {
    try (Session session = Session.open(client, TTL).join()) {
      Hold held = new Mutex(session, "by-hand").acquire().get(10, SECONDS);

      client.kv().delete(held.key()).join();

      held.lost().get(10, SECONDS);
      assertThat(held.isHeld()).isFalse();
      assertThat(session.isAlive()).isTrue();
    }
  }

  @Test
  void closingASessionFreesTheLockAtOnce(Client client) throws Exception {
    Session leaving = Session.open(client, Duration.ofSeconds(60)).join();
    Hold held = new Mutex(leaving, "closed").acquire().get(10, SECONDS);
    try (Session staying = Session.open(client, TTL).join()) {
      CompletableFuture<Hold> waiting = new Mutex(staying, "closed").acquire();

      leaving.close();

      waiting.get(10, SECONDS).close();
      assertThat(held.isHeld()).isFalse();
    }
  }

  @Test
  void excludesOthersWhileTheLeaderIsKilled(TestCluster cluster) throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    CountDownLatch warm = new CountDownLatch(6);
    List<CompletableFuture<Void>> workers = new ArrayList<>();
    List<Long> tokens = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int worker = 0; worker < 3; worker++) {
      workers.add(
          CompletableFuture.runAsync(
              () -> work(cluster, inside, overlaps, warm, tokens), command -> start(command)));
    }
    assertThat(warm.await(30, SECONDS)).isTrue();
    cluster.awaitLeader().kill();
    for (CompletableFuture<Void> worker : workers) {
      worker.get(60, SECONDS);
    }

    assertThat(overlaps).hasValue(0);
    assertThat(tokens).hasSize(30).isSorted().doesNotHaveDuplicates();
  }

  private static void work(
      TestCluster cluster,
      AtomicInteger inside,
      AtomicInteger overlaps,
      CountDownLatch warm,
      List<Long> tokens) {
    try (Client client = PatientClient.of(cluster);
        Session session = Session.open(client, Duration.ofSeconds(20)).join()) {
      Mutex mutex = new Mutex(session, "exclusive");
      for (int i = 0; i < 10; i++) {
        try (Hold hold = mutex.acquire().join()) {
          if (inside.incrementAndGet() > 1) {
            overlaps.incrementAndGet();
          }
          tokens.add(hold.fencingToken());
          inside.decrementAndGet();
        }
        warm.countDown();
      }
    }
  }

  private static void start(Runnable command) {
    Thread thread = new Thread(command, "worker");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits until so many contenders are in the queue, looking again after each answer. */
  private static void awaitContenders(Client client, String prefix, int count) {
    long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (client.kv().get(KeyRange.prefix(Bytes.of(prefix))).join().count() != count) {
      assertThat(System.nanoTime() - until).as("contenders under %s", prefix).isNegative();
    }
  }
}
