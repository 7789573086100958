package io.cornerstone.client.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.ResponseHeader;
import io.cornerstone.protocol.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The multiplexer against a model of a server, under random losses of the stream, pauses, late
 * responses, fragments and progress: each watcher gets each event of its key from its start on,
 * once and in order, and no revision in two parts.
 */
class WatchMuxPropertyTest {
  private static final String[] KEYS = {"a", "b", "c"};

  static LongStream seeds() {
    return LongStream.range(1, 101);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void eachEventOnceInOrder(long seed) {
    Run run = new Run(seed);
    for (int step = 0; step < 200; step++) {
      run.step();
    }
    run.finish();
    run.check();
  }

  /** One run. */
  private static final class Run implements WatchMux.Output {
    private final Random random;
    private final ModelWatchServer server;
    private final WatchMux mux = new WatchMux(this);
    private final Map<Long, Received> watchers = new TreeMap<>();
    private boolean open;
    private boolean restartWanted;

    /** What one watcher got. */
    private static final class Received {
      final String key;
      final boolean fromNow;
      long start;
      boolean paused;
      final List<Long> revisions = new ArrayList<>();
      long progress;

      Received(String key, long start) {
        this.key = key;
        this.start = start;
        this.fromNow = start == 0;
      }
    }

    Run(long seed) {
      this.random = new Random(seed);
      this.server = new ModelWatchServer(random);
    }

    void step() {
      switch (random.nextInt(12)) {
        case 0 -> add();
        case 1 -> cut();
        case 2 -> pauseOrResume();
        case 3 -> server.progress();
        case 4, 5, 6 -> server.write(KEYS[random.nextInt(KEYS.length)], 1 + random.nextInt(3));
        case 7 -> openStream();
        default -> receive();
      }
      if (restartWanted) {
        restartWanted = false;
        cut();
      }
    }

    void finish() {
      watchers.forEach(
          (id, received) -> {
            received.paused = false;
            mux.resume(id);
          });
      openStream();
      while (server.hasResponse()) {
        receive();
      }
    }

    void check() {
      watchers.forEach(
          (id, received) -> {
            assertThat(received.start).as("start of watcher %d", id).isPositive();
            assertThat(received.revisions)
                .as("watcher %d of %s from %d", id, received.key, received.start)
                .isEqualTo(server.history(received.key, received.start));
          });
    }

    private void add() {
      long id = watchers.size() + 1L;
      long start = random.nextBoolean() ? 0 : 1 + random.nextInt((int) server.revision() + 3);
      String key = KEYS[random.nextInt(KEYS.length)];
      watchers.put(id, new Received(key, start));
      WatchOptions options = WatchOptions.DEFAULT.withFragment();
      mux.add(id, KeyRange.single(Bytes.of(key)), options, start);
    }

    private void cut() {
      if (open) {
        open = false;
        server.cut();
        mux.streamLost();
      }
    }

    private void openStream() {
      if (!open) {
        open = true;
        mux.streamOpened();
      }
    }

    private void pauseOrResume() {
      if (watchers.isEmpty()) {
        return;
      }
      long id = 1L + random.nextInt(watchers.size());
      Received received = received(id);
      if (received.paused) {
        mux.resume(id);
      } else {
        mux.pause(id);
      }
      received.paused = !received.paused;
    }

    private void receive() {
      if (open && server.hasResponse()) {
        mux.onResponse(server.nextResponse());
      }
    }

    private Received received(long id) {
      Received received = watchers.get(id);
      if (received == null) {
        throw new AssertionError("unknown watcher " + id);
      }
      return received;
    }

    @Override
    public void send(WatchRequest request) {
      assertThat(open).isTrue();
      server.request(request);
    }

    @Override
    public void created(long watcher, long revision) {
      Received received = received(watcher);
      if (received.fromNow) {
        assertThat(received.start).as("created twice").isZero();
        received.start = revision + 1;
      }
    }

    @Override
    public void events(long watcher, ResponseHeader header, List<Event> events) {
      Received received = received(watcher);
      long first = events.get(0).getKv().getModRevision();
      if (!received.revisions.isEmpty()) {
        long last = received.revisions.get(received.revisions.size() - 1);
        assertThat(first).as("a revision in two parts").isGreaterThan(last);
      }
      assertThat(first).as("event after its progress").isGreaterThan(received.progress);
      events.forEach(event -> received.revisions.add(event.getKv().getModRevision()));
    }

    @Override
    public void progress(long watcher, long revision) {
      Received received = received(watcher);
      received.progress = Math.max(received.progress, revision);
    }

    @Override
    public void ended(long watcher, WatchEnd end) {
      throw new AssertionError("watcher " + watcher + " ended: " + end);
    }

    @Override
    public void restart(String reason) {
      restartWanted = true;
    }

    @Override
    public boolean mayBeStale() {
      return false;
    }
  }
}
