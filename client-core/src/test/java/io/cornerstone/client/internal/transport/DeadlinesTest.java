package io.cornerstone.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.internal.env.Loop;
import io.cornerstone.client.internal.transport.Deadlines.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlinesTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final HandLoop loop = new HandLoop();
  private final Deadlines deadlines = new Deadlines(() -> loop.now, loop);
  private final List<String> passed = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000_000, 9_999_999, 10_000_000, 10_000_001, 5_000_000_000L})
  void aDeadlinePassesAfterItsTimeAndAtMostATickLater(long nanos) {
    loop.advance(1_234_567);
    deadlines.in(nanos, () -> passed.add("a"));
    loop.advance(nanos - 1);
    assertThat(passed).isEmpty();
    loop.advance(Deadlines.TICK_NANOS);
    assertThat(passed).containsExactly("a");
  }

  @Test
  void theLongestTimeThereIsDoesNotPass() {
    loop.advance(SECOND);
    Deadline never = deadlines.in(Long.MAX_VALUE, () -> passed.add("never"));
    loop.advance(30 * SECOND);
    assertThat(passed).isEmpty();
    never.cancel();
  }

  @Test
  void oneThatThrowsLeavesTheOthersAlone() {
    for (int i = 0; i < 2; i++) {
      deadlines.in(
          SECOND,
          () -> {
            passed.add("throws");
            throw new IllegalStateException("made up: what a deadline ends throws");
          });
    }
    deadlines.in(2 * SECOND, () -> passed.add("later"));
    loop.advance(3 * SECOND);
    assertThat(passed).containsExactly("throws", "throws", "later");
  }

  @Test
  void whatIsTakenBackDoesNotPassAndTheWheelStopsWithoutDeadlines() {
    Deadline first = deadlines.in(SECOND, () -> passed.add("first"));
    deadlines.in(SECOND, () -> passed.add("second"));
    Deadline third = deadlines.in(SECOND, () -> passed.add("third"));
    third.cancel();
    first.cancel();
    first.cancel();
    loop.advance(2 * SECOND);
    assertThat(passed).containsExactly("second");
    assertThat(loop.timers).isEmpty();
    deadlines.in(SECOND, () -> passed.add("later"));
    loop.advance(2 * SECOND);
    assertThat(passed).containsExactly("second", "later");
    assertThat(loop.timers).isEmpty();
  }

  @Test
  void aLoopThatWasHeldUpForSeveralTurnsMissesNothing() {
    for (int i = 1; i <= 40; i++) {
      String name = "after " + i;
      deadlines.in(i * SECOND, () -> passed.add(name));
    }
    loop.now += 35 * SECOND;
    loop.advance(0);
    assertThat(passed).hasSize(35).doesNotContain("after 36");
    loop.advance(5 * SECOND + Deadlines.TICK_NANOS);
    assertThat(passed).hasSize(40);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void manyPassOnceAndInTimeUnlessTakenBack(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Integer, Long> dueAt = new HashMap<>();
    Map<Integer, Deadline> open = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      int id = i;
      long nanos = random.nextLong(1, 25 * SECOND);
      dueAt.put(id, loop.now + nanos);
      open.put(
          id,
          deadlines.in(
              nanos,
              () -> {
                assertThat(open.remove(id)).isNotNull();
                assertThat(loop.now - dueAt.get(id)).isBetween(0L, Deadlines.TICK_NANOS);
              }));
      if (random.nextInt(3) == 0) {
        Deadline back = open.remove(random.nextInt(i + 1));
        if (back != null) {
          back.cancel();
        }
      }
      loop.advance(random.nextLong(20_000_000));
    }
    loop.advance(25 * SECOND + Deadlines.TICK_NANOS);
    assertThat(open).isEmpty();
    assertThat(loop.timers).isEmpty();
  }

  @Test
  void threadsSetAndTakeBackWhileTheWheelTurns() throws InterruptedException {
    Queue<Integer> late = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int own = t;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  Deadline deadline = deadlines.in(1 + i % 30_000_000, () -> late.add(own));
                  if (i % 10 != 0) {
                    deadline.cancel();
                    deadline.cancel();
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    while (threads.stream().anyMatch(Thread::isAlive)) {
      loop.advance(3_000_000);
    }
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(10).toMillis());
    }
    loop.advance(SECOND);
    assertThat(late.size()).isGreaterThanOrEqualTo(4 * 2_000);
    assertThat(loop.timers).isEmpty();
  }

  /** Time goes on when it is told to. Timers may be set from any thread. */
  private static final class HandLoop implements Loop {
    private final PriorityQueue<Due> timers =
        new PriorityQueue<>(Comparator.comparingLong(Due::at));
    private volatile long now = 77;

    private record Due(long at, Runnable task) {}

    void advance(long nanos) {
      long until = now + nanos;
      for (Due due = next(until); due != null; due = next(until)) {
        now = Math.max(now, due.at);
        due.task.run();
      }
      now = until;
    }

    private synchronized @Nullable Due next(long until) {
      Due first = timers.peek();
      return first != null && first.at <= until ? timers.poll() : null;
    }

    @Override
    public void execute(Runnable task) {
      throw new UnsupportedOperationException();
    }

    @Override
    public synchronized Timer schedule(long delayNanos, Runnable task) {
      Due due = new Due(now + delayNanos, task);
      timers.add(due);
      return () -> timers.remove(due);
    }

    @Override
    public void end() {}
  }
}
