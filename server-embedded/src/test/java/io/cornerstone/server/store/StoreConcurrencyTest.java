package io.cornerstone.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.Engine.Change;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.sim.SimDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers, a syncing thread and views beside a writer that rolls and reclaims all the time. */
final class StoreConcurrencyTest {
  private static final int CHANGES = 20_000;
  private static final SegmentEngine.Options OPTIONS =
      new SegmentEngine.Options(30_000, 0.5, 64 << 10);

  private static final int THREADS = 4;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  /** Each thread has been round once. */
  private final CountDownLatch begun = new CountDownLatch(THREADS);

  private final SimDisk disk = new SimDisk();

  /** All up to here may be read. */
  private final AtomicLong published = new AtomicLong();

  /** All up to here may be gone, but for every eighth. */
  private final AtomicLong compacted = new AtomicLong();

  @AfterEach
  void stop() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void nobodySeesGarbageAndAllSeeTheEnd() throws Exception {
    SegmentEngine engine = SegmentEngine.open(disk, Path.of("/store"), OPTIONS);
    Future<Long> gets = threads.submit(untilClosed(() -> get(engine, new Random(1))));
    Future<Long> scans = threads.submit(untilClosed(() -> scan(engine, new Random(2))));
    Future<Long> syncs = threads.submit(untilClosed(() -> sync(engine)));
    Future<Long> views = threads.submit(untilClosed(() -> view(engine)));
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    write(engine);
    engine.close();
    assertThat(gets.get(20, TimeUnit.SECONDS)).isPositive();
    assertThat(scans.get(20, TimeUnit.SECONDS)).isPositive();
    assertThat(syncs.get(20, TimeUnit.SECONDS)).isPositive();
    assertThat(views.get(20, TimeUnit.SECONDS)).isPositive();
    SegmentEngine again = SegmentEngine.open(disk, Path.of("/store"), OPTIONS);
    assertThat(again.committed().index()).isEqualTo(CHANGES);
    assertThat(again.get(new Revision(CHANGES, 0))).isEqualTo(change(CHANGES));
    assertThat(again.sizeBytes()).isLessThan(CHANGES * 100L);
  }

  private void write(SegmentEngine engine) {
    for (long main = 1; main <= CHANGES; main++) {
      Change change = change(main);
      engine.append(change.revision(), change.tombstone(), change.kv());
      published.set(main);
      if (main % 50 == 0) {
        engine.commit(new LogPosition(1, main));
      }
      if (main % 1000 == 0) {
        compact(engine, main - 500);
      }
    }
  }

  private void compact(SegmentEngine engine, long until) {
    long from = compacted.getAndSet(until);
    for (long main = from + 1; main <= until; main++) {
      if (main % 8 != 0) {
        engine.markDead(new Revision(main, 0));
      }
    }
  }

  private static Change change(long main) {
    return StoreModel.put(main, 0, "v".repeat((int) (main * 31 % 200)));
  }

  private void get(Engine engine, Random random) {
    long main = 1 + random.nextLong(Math.max(1, published.get()));
    try {
      assertThat(engine.get(new Revision(main, 0))).isEqualTo(change(main));
    } catch (NoSuchElementException e) {
      boolean isBeforeTheFirst = published.get() == 0;
      boolean isDead = main % 8 != 0 && main <= compacted.get();
      assertThat(isDead || isBeforeTheFirst || main > published.get() || main == 1)
          .as("revision %s", main)
          .isTrue();
    }
  }

  private void scan(Engine engine, Random random) {
    long until = published.get();
    long from = Math.max(1, random.nextLong(until + 1));
    long[] next = {from};
    engine.scan(
        new Revision(from, 0),
        new Revision(until + 1, 0),
        found -> {
          long main = found.revision().main();
          assertThat(found).isEqualTo(change(main));
          for (long missing = next[0]; missing < main; missing++) {
            assertThat(missing % 8 != 0 && missing <= compacted.get()).isTrue();
          }
          next[0] = main + 1;
          return true;
        });
  }

  private static void sync(Engine engine) {
    long before = engine.committed().index();
    engine.sync();
    assertThat(engine.synced().index()).isGreaterThanOrEqualTo(before);
  }

  private void view(SegmentEngine engine) throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    long applied;
    try (Engine.View view = engine.view()) {
      applied = view.applied().index();
      view.writeTo(stream);
    }
    SimDisk other = new SimDisk();
    var content = new ByteArrayInputStream(stream.toByteArray());
    SegmentEngine restored = SegmentEngine.restore(other, Path.of("/copy"), content, OPTIONS);
    assertThat(restored.committed().index()).isEqualTo(applied);
    if (applied > 0) {
      assertThat(restored.get(new Revision(applied, 0))).isEqualTo(change(applied));
    }
    restored.abort();
  }

  /** One round of a thread. */
  private interface Round {
    void run() throws IOException;
  }

  private Callable<Long> untilClosed(Round round) {
    return () -> {
      long rounds = 0;
      try {
        while (true) {
          round.run();
          if (rounds++ == 0) {
            begun.countDown();
          }
        }
      } catch (Engine.ClosedEngineException e) {
        return rounds;
      } finally {
        begun.countDown(); // Nobody waits for one that fails in its first round.
      }
    };
  }
}
