package io.cornerstone.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchCreateRequest.FilterType;
import io.cornerstone.server.mvcc.HeapEngine;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.raft.LogPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random changes, compactions, snapshots, watchers and slow clients, with the tasks of the two
 * executors run in an order that the seed picks. Every response is checked when it comes ({@link
 * SimClient}); at the end all clients read again and everything must have arrived.
 *
 * <p>A failure names its seed; {@code -Dwatch.seeds=from-until} runs others.
 */
class WatchSimulationTest {
  private static final int STEPS = 1500;
  private static final int KEYS = 6;

  static LongStream seeds() {
    String seeds = System.getProperty("watch.seeds", "0-8");
    int dash = seeds.indexOf('-');
    return LongStream.range(
        Long.parseLong(seeds.substring(0, dash)), Long.parseLong(seeds.substring(dash + 1)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyWatcherSeesEveryEventOnce(long seed) {
    new Run(seed).play();
  }

  /** The runs together do meet what they are meant to meet. */
  @Test
  void theRunsAreNotTame() {
    int compacted = 0;
    int progress = 0;
    int events = 0;
    for (long seed = 100; seed < 104; seed++) {
      Run run = new Run(seed);
      run.play();
      compacted += run.clients.stream().mapToInt(client -> client.sink.compactedSeen).sum();
      progress += run.clients.stream().mapToInt(client -> client.sink.progressSeen).sum();
      events += run.clients.stream().mapToInt(client -> client.sink.eventsSeen).sum();
    }
    assertThat(compacted).isGreaterThan(5);
    assertThat(progress).isGreaterThan(10);
    assertThat(events).isGreaterThan(10_000);
  }

  private record Client(SimClient sink, WatchStream stream) {}

  private static final class Run {
    private final Random random;
    private final StepExecutor apply = new StepExecutor();
    private final StepExecutor catchUp = new StepExecutor();
    private final TreeMap<Long, List<Event>> history = new TreeMap<>();
    private final List<Client> clients = new ArrayList<>();
    private HeapEngine engine = new HeapEngine();
    private MvccStore store = MvccStore.open(engine);
    private final WatchHub hub;

    Run(long seed) {
      random = new Random(seed);
      for (int i = random.nextInt(2000); i > 0; i--) {
        write(store);
      }
      hub =
          WatchHub.create(
              store, apply, catchUp, new WatchHub.Options(1 << 20, Duration.ofSeconds(1)));
      for (int i = 0; i < 4; i++) {
        SimClient sink = new SimClient(history);
        clients.add(new Client(sink, hub.open(sink)));
      }
    }

    void play() {
      for (int i = 0; i < STEPS; i++) {
        step();
      }
      for (Client client : clients) {
        client.sink.setReady(true);
        client.stream.ready();
      }
      while (apply.hasWork() || catchUp.hasWork()) {
        runTask();
      }
      clients.forEach(client -> client.sink.checkComplete(store.currentRevision()));
    }

    private void step() {
      int dice = random.nextInt(1000);
      if (dice < 300) {
        publish();
      } else if (dice < 760) {
        runTask();
      } else if (dice < 940) {
        clientStep();
      } else if (dice < 960) {
        catchUp.advance(Duration.ofMillis(500));
      } else if (dice < 966) {
        burst();
      } else if (dice < 972) {
        compact();
      } else if (dice < 980) {
        store.compactStep(10);
      } else if (dice < 984) {
        replaceStore();
      }
    }

    private void publish() {
      List<Event> events = write(store);
      if (!events.isEmpty()) {
        hub.publish(store.currentRevision(), events);
      }
    }

    /** More than fits into one step of catching up, sometimes. */
    private void burst() {
      for (int i = random.nextInt(1500); i > 0; i--) {
        publish();
      }
    }

    private List<Event> write(MvccStore target) {
      MvccStore.WriteTxn txn = target.write();
      List<ByteString> written = new ArrayList<>();
      for (int i = random.nextInt(4) == 0 ? 3 : 1; i > 0; i--) {
        ByteString key = key();
        if (written.contains(key)) {
          continue;
        }
        written.add(key);
        if (random.nextInt(3) == 0) {
          txn.deleteRange(key, ByteString.EMPTY);
        } else {
          txn.put(key, HubFixture.bytes("v" + random.nextInt(1000)), 0);
        }
      }
      List<Event> events = txn.commit();
      if (!events.isEmpty()) {
        history.put(target.currentRevision(), events);
      }
      return events;
    }

    private void compact() {
      long low = Math.max(store.compactRevision(), 1) + 1;
      long high = store.currentRevision();
      if (low <= high) {
        store.compact(high - random.nextInt((int) Math.min(high - low + 1, 800)));
        tellCompactRevision();
      }
    }

    private void tellCompactRevision() {
      clients.forEach(client -> client.sink.compactRevision = store.compactRevision());
    }

    /** A snapshot of a member that is ahead, which may have compacted too. */
    private void replaceStore() {
      engine.commit(new LogPosition(1, store.currentRevision()));
      HeapEngine replacement = engine.reopen(false);
      MvccStore ahead = MvccStore.open(replacement);
      for (int i = random.nextInt(1200); i > 0; i--) {
        write(ahead);
      }
      if (random.nextInt(4) == 0 && ahead.currentRevision() > ahead.compactRevision()) {
        ahead.compact(ahead.currentRevision());
      }
      engine.abort();
      engine = replacement;
      store = ahead;
      tellCompactRevision();
      hub.replaceStore(ahead);
    }

    private void runTask() {
      StepExecutor executor = random.nextBoolean() ? apply : catchUp;
      if (executor.hasWork()) {
        executor.runOne();
      }
    }

    private void clientStep() {
      Client client = clients.get(random.nextInt(clients.size()));
      int dice = random.nextInt(100);
      if (dice < 35) {
        WatchCreateRequest request = watcher();
        client.sink.asks(request);
        client.stream.request(HubFixture.create(request.toBuilder()));
      } else if (dice < 50) {
        cancelOne(client);
      } else if (dice < 65) {
        client.stream.request(HubFixture.progress());
      } else if (dice < 80) {
        client.sink.setReady(false);
      } else {
        client.sink.setReady(true);
        client.stream.ready();
      }
    }

    private void cancelOne(Client client) {
      List<Long> ids = client.sink.liveIds();
      if (!ids.isEmpty()) {
        long id = ids.get(random.nextInt(ids.size()));
        client.sink.asksToCancel(id);
        client.stream.request(HubFixture.cancel(id));
      }
    }

    private WatchCreateRequest watcher() {
      WatchCreateRequest.Builder request =
          WatchCreateRequest.newBuilder()
              .setKey(key())
              .setPrevKv(random.nextBoolean())
              .setProgressNotify(random.nextInt(3) == 0)
              .setStartRevision(startRevision());
      switch (random.nextInt(4)) {
        case 0 -> request.setRangeEnd(ByteString.copyFrom(new byte[] {0}));
        case 1 -> request.setRangeEnd(request.getKey().concat(HubFixture.bytes("x")));
        case 2 -> request.setRangeEnd(HubFixture.bytes("l"));
        default -> request.clearRangeEnd();
      }
      if (random.nextInt(3) == 0) {
        request.addFilters(FilterType.forNumber(random.nextInt(2)));
      }
      return request.build();
    }

    private long startRevision() {
      long current = store.currentRevision();
      return switch (random.nextInt(4)) {
        case 0 -> current + random.nextInt(10);
        case 1, 2 -> Math.max(1, current - random.nextInt(2500));
        default -> 0;
      };
    }

    private ByteString key() {
      return HubFixture.bytes("k" + random.nextInt(KEYS));
    }
  }
}
