package io.cornerstone.client;

import static io.cornerstone.client.LiveClientContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.fake.FakeEtcd;
import io.cornerstone.client.fake.FakeWatchStore;
import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lease.LeaseState;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/**
 * No member is there for a while: 3 s, or as many as the property {@code
 * cornerstone.outage.seconds} says. The client waits with growing pauses, uses little of the
 * processor, and goes on when one member is back.
 */
@Timeout(150)
class OutageIT {
  private static final long SECONDS = Long.getLong("cornerstone.outage.seconds", 3);

  /** Of one processor. */
  private static final double SHARE_MAX = 0.25;

  @Test
  void aClientWithoutMembersWaitsQuietlyAndGoesOn(TestReporter reporter) {
    FakeWatchStore store = new FakeWatchStore();
    FakeEtcd one = new FakeEtcd(store);
    FakeEtcd two = new FakeEtcd(store);
    int port = one.port();
    ClientConfig config =
        ClientConfig.DEFAULT
            .withEndpoints(List.of(one.endpoint(), two.endpoint(), "http://127.0.0.1:1"))
            .withCallTimeout(Duration.ofSeconds(SECONDS + 60));
    try (Client client = Client.connect(config)) {
      Events events = new Events();
      await(client.watch().listen(events).created());
      KeepAlive lease = client.leases().keepAlive(new LeaseId(5));
      one.close();
      two.close();
      store.put("0");
      long openedBefore = await(client.diagnose()).watches().opened();
      CompletableFuture<?> read = client.kv().get(Bytes.of("k"));
      AtomicInteger attempts = new AtomicInteger();
      final long cpuBefore = cpuNanos();
      failFor(client, SECONDS, attempts);
      final double share = (cpuNanos() - cpuBefore) / (double) TimeUnit.SECONDS.toNanos(SECONDS);
      long opened = await(client.diagnose()).watches().opened() - openedBefore;
      reporter.publishEntry(
          "outage of %d s: the watch was opened %d times, one call made %d attempts, CPU %.1f %%"
              .formatted(SECONDS, opened, attempts.get(), share * 100));
      assertThat(opened).isBetween(2L, attemptsMax());
      assertThat((long) attempts.get()).isBetween(2L, attemptsMax());
      assertThat(share).isLessThan(SHARE_MAX);
      assertThat(read).isNotDone();
      try (FakeEtcd back = new FakeEtcd(store, port)) {
        await(read);
        events.awaitCount(1);
        assertThat(events.values()).containsExactly("0");
        assertThat(lease.state()).isNotInstanceOf(LeaseState.Closed.class);
        assertThat(back.gets).hasPositiveValue();
      }
    }
  }

  /**
   * One try at each endpoint, pauses that double from 25 ms to a second, each less a fifth, and at
   * the end of a call half of what is left, again and again.
   */
  private static long attemptsMax() {
    return 3 + 6 + (long) (SECONDS / 0.8) + 8;
  }

  /** One call that takes all the time there is. */
  private static void failFor(Client client, long seconds, AtomicInteger attempts) {
    CompletableFuture<?> call =
        client.kv().withTimeout(Duration.ofSeconds(seconds)).get(Bytes.of("gone"));
    Throwable failure = call.handle((result, thrown) -> thrown).join();
    assertThat(failure).isInstanceOf(EtcdException.class);
    String words = String.valueOf(failure.getMessage());
    String count = words.replaceAll("(?s).*after (\\d+) attempts.*", "$1");
    attempts.set(Integer.parseInt(count));
  }

  /** Of all threads of the client and of gRPC. */
  private static long cpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return LongStream.of(threads.getAllThreadIds())
        .filter(id -> isOfClient(threads, id))
        .map(threads::getThreadCpuTime)
        .filter(nanos -> nanos > 0)
        .sum();
  }

  private static boolean isOfClient(ThreadMXBean threads, long id) {
    var info = threads.getThreadInfo(id);
    return info != null
        && (info.getThreadName().startsWith("cornerstone")
            || info.getThreadName().startsWith("grpc"));
  }
}
