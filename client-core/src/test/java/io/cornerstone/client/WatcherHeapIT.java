package io.cornerstone.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.fake.SilentWatchServer;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.client.watch.Watcher;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a watcher costs on the client. The system property {@code scale.heap.watchers} asks for more
 * of them than a build has.
 */
@Timeout(300)
class WatcherHeapIT {
  private static final Logger LOG = LoggerFactory.getLogger(WatcherHeapIT.class);
  private static final int WATCHERS = Integer.getInteger("scale.heap.watchers", 20_000);

  /** Of a watcher that is created, with a key of ten bytes; the listener is shared. */
  private static final long BYTES_MAX = 1_200;

  private static final WatchListener NOBODY =
      new WatchListener() {
        @Override
        public void onEvents(WatchBatch batch) {}

        @Override
        public void onClosed(WatchEnd end) {}
      };

  @Test
  void aWatcherCostsLittle() throws Exception {
    ClientConfig config = ClientConfig.DEFAULT.withCallTimeout(Duration.ofSeconds(60));
    try (SilentWatchServer server = new SilentWatchServer();
        Client client = Client.connect(config.withEndpoints(List.of(server.endpoint())))) {
      client.watch().listen(NOBODY).created().get(20, SECONDS);
      long before = usedHeap();
      long start = System.nanoTime();
      Watcher[] watchers = new Watcher[WATCHERS];
      for (int i = 0; i < WATCHERS; i++) {
        watchers[i] = client.watch().key("key-%06d".formatted(i)).listen(NOBODY);
      }
      for (Watcher watcher : watchers) {
        watcher.created().get(60, SECONDS);
      }
      long millis = (System.nanoTime() - start) / 1_000_000;
      long each = (usedHeap() - before) / WATCHERS;
      LOG.info("{} watchers: {} bytes of heap each, created in {} ms", WATCHERS, each, millis);
      assertThat(each).isBetween(1L, BYTES_MAX);
      assertThat(client.diagnose().get(20, SECONDS).watches().users()).isEqualTo(WATCHERS + 1);
      assertThat(watchers[WATCHERS - 1].nextRevision()).isEqualTo(8);
    }
  }

  private static long usedHeap() {
    // A collection that is asked for is a full one, unless a flag forbids it.
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
