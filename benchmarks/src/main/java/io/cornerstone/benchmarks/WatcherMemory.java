package io.cornerstone.benchmarks;

import io.cornerstone.benchmarks.PeerResult.Metric;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How much of the heap an idle watcher of a key of its own keeps. */
final class WatcherMemory {
  private static final int COLLECTIONS = 4;
  private static final long PATIENCE_SECONDS = 60;

  private WatcherMemory() {}

  static PeerResult measure(Supplier<? extends LoadedClient> connect, int watchers)
      throws InterruptedException {
    try (LoadedClient client = connect.get()) {
      watch(client, 0, 1); // What the first one costs, the connection, is not a watcher's.
      long before = heapBytes();
      watch(client, 1, watchers);
      long after = heapBytes();
      return new PeerResult(
          "idle watchers, " + watchers,
          Map.of(Metric.HEAP_BYTES, (double) (after - before) / watchers));
    }
  }

  private static void watch(LoadedClient client, int first, int count) throws InterruptedException {
    CountDownLatch created = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      client.watch(Keys.of("idle/", first + i), created::countDown, events -> {});
    }
    if (!created.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(created.getCount() + " watchers were not created in time");
    }
  }

  /** Live objects; the collector is asked several times, as one pass leaves references behind. */
  private static long heapBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
