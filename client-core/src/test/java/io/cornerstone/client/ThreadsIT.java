package io.cornerstone.client;

import static io.cornerstone.client.LiveClientContract.await;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cornerstone.client.fake.Eventually;
import io.cornerstone.client.fake.FakeEtcd;
import io.cornerstone.client.fake.FakeWatchStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On which threads a client runs, and with which it gets along. */
@Timeout(60)
class ThreadsIT {
  private static final int VIRTUAL_THREADS_SINCE = 21;
  private static final int CALLS = 500;

  private final FakeWatchStore store = new FakeWatchStore();
  private final FakeEtcd server = new FakeEtcd(store);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aClientHasNoThreadThatKeepsTheProcessAliveAndNoneOnceClosed() {
    use(); // Whatever classes start for good, they start now.
    Set<Thread> before = threads();
    try (Client client = Client.connect(server.endpoint())) {
      use(client);
      assertThat(threads())
          .filteredOn(thread -> !before.contains(thread))
          .allMatch(Thread::isDaemon);
    }
    Eventually.holds(
        () ->
            threads().stream()
                .filter(thread -> !before.contains(thread))
                .noneMatch(thread -> thread.getName().startsWith("cornerstone-")));
    assertThat(threads()).filteredOn(thread -> !thread.isDaemon()).isSubsetOf(before);
  }

  /** The server answers when all have asked: threads that pinned their carriers would not. */
  @Test
  void anyNumberOfVirtualThreadsWaitAtATime() throws Exception {
    assumeTrue(Runtime.version().feature() >= VIRTUAL_THREADS_SINCE, "no virtual threads here");
    Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
    server.onPut =
        (request, responses) -> {
          answers.add(() -> FakeEtcd.answer(request, responses));
          if (server.puts.get() == CALLS) {
            for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
              answer.run();
            }
          }
        };
    ClientConfig config =
        ClientConfig.DEFAULT
            .withEndpoints(List.of(server.endpoint()))
            .withCallTimeout(Duration.ofSeconds(30));
    ExecutorService threads = virtualThreads();
    try (Client client = Client.connect(config.withCallbackExecutor(threads))) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        done.add(threads.submit(() -> putAndGet(client)));
      }
      for (Future<?> one : done) {
        one.get(30, SECONDS);
      }
    } finally {
      threads.shutdown();
    }
  }

  private static void putAndGet(Client client) {
    await(client.kv().put(Bytes.of("k"), Bytes.of("v")));
    await(client.kv().get(Bytes.of("k")));
  }

  /** By reflection, as this is compiled for a JDK that has none. */
  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  private void use() {
    try (Client client = Client.connect(server.endpoint())) {
      use(client);
    }
  }

  private void use(Client client) {
    CountDownLatch seen = new CountDownLatch(1);
    await(client.watch().listen(event -> seen.countDown()).created());
    putAndGet(client);
    await(client.leases().grantAndKeepAlive(Duration.ofSeconds(60), state -> {}));
    store.put("0");
    Eventually.holds(() -> seen.getCount() == 0);
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .collect(Collectors.toSet());
  }
}
