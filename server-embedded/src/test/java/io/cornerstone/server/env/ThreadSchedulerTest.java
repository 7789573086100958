package io.cornerstone.server.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ThreadSchedulerTest {
  private final BlockingQueue<String> uncaught = new LinkedBlockingQueue<>();
  private final ThreadScheduler scheduler =
      new ThreadScheduler((name, failure) -> uncaught.add(name + ": " + failure.getMessage()));
  private final SystemClock clock = new SystemClock();

  @AfterEach
  void closeScheduler() {
    scheduler.close();
  }

  @Test
  void runsTasksInOrderOnOneNamedDaemonThread() throws Exception {
    SerialExecutor executor = scheduler.serial("raft-a");
    List<Integer> seen = new ArrayList<>(); // Touched by the executor alone.
    for (int i = 0; i < 1000; i++) {
      int number = i;
      executor.execute(() -> seen.add(number));
    }
    CompletableFuture<String> thread = new CompletableFuture<>();
    executor.execute(
        () ->
            thread.complete(
                Thread.currentThread().getName() + " " + Thread.currentThread().isDaemon()));
    assertThat(thread.get(10, TimeUnit.SECONDS)).isEqualTo("raft-a true");
    assertThat(seen).hasSize(1000).isSorted();
  }

  @Test
  void losesNoTaskOfManyProducers() throws Exception {
    SerialExecutor executor = scheduler.serial("busy");
    int producers = 4;
    int each = 20_000;
    int[] count = {0};
    CountDownLatch last = new CountDownLatch(producers * each);
    CyclicBarrier start = new CyclicBarrier(producers);
    for (int p = 0; p < producers; p++) {
      scheduler
          .serial("producer-" + p)
          .execute(
              () -> {
                await(start);
                for (int i = 0; i < each; i++) {
                  executor.execute(
                      () -> {
                        count[0]++;
                        last.countDown();
                      });
                }
              });
    }
    assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(count[0]).isEqualTo(producers * each);
  }

  @Test
  void wakesUpForEachOfManySingleTasks() throws Exception {
    SerialExecutor ping = scheduler.serial("ping");
    SerialExecutor pong = scheduler.serial("pong");
    CountDownLatch done = new CountDownLatch(1);
    bounce(ping, pong, 5_000, done);
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private static void bounce(SerialExecutor to, SerialExecutor back, int left, CountDownLatch end) {
    to.execute(
        () -> {
          if (left == 0) {
            end.countDown();
          } else {
            bounce(back, to, left - 1, end);
          }
        });
  }

  @Test
  void delayedTasksRunInOrderOfTimeAndNotEarly() throws Exception {
    SerialExecutor executor = scheduler.serial("timer");
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(3);
    long start = clock.monotonicNanos();
    long[] ranAt = {0};
    executor.schedule(
        Duration.ofMillis(600),
        () -> {
          ranAt[0] = clock.monotonicNanos();
          seen.add("late");
          done.countDown();
        });
    executor.schedule(Duration.ofMillis(300), () -> add(seen, "soon", done));
    executor.schedule(Duration.ofMillis(-5), () -> add(seen, "now", done));
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).containsExactly("now", "soon", "late");
    assertThat(ranAt[0] - start).isGreaterThanOrEqualTo(600_000_000);
  }

  @Test
  void delayedTasksRunWhileTheQueueIsNeverEmpty() throws Exception {
    SerialExecutor executor = scheduler.serial("hog");
    CompletableFuture<Boolean> ran = new CompletableFuture<>();
    executor.execute(new Hog(executor, ran));
    executor.schedule(Duration.ofMillis(1), () -> ran.complete(true));
    assertThat(ran.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aCancelledTaskDoesNotRunAndDoesNotPileUp() throws Exception {
    SerialExecutor executor = scheduler.serial("timer");
    CompletableFuture<Boolean> end = new CompletableFuture<>();
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 1000; i++) {
      SerialExecutor.Cancellable task =
          executor.schedule(Duration.ofMillis(500), () -> seen.add("cancelled"));
      executor.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> seen.add("never")).cancel();
      task.cancel();
      task.cancel();
    }
    executor.schedule(Duration.ofMillis(600), () -> end.complete(true));
    assertThat(end.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).isEmpty();
  }

  @Test
  void reportsWhatATaskThrowsAndGoesOn() throws Exception {
    SerialExecutor executor = scheduler.serial("fragile");
    CompletableFuture<Boolean> after = new CompletableFuture<>();
    executor.execute(
        () -> {
          throw new IllegalStateException("boom");
        });
    executor.schedule(
        Duration.ZERO,
        () -> {
          throw new AssertionError("bang");
        });
    executor.schedule(Duration.ofMillis(5), () -> after.complete(true));
    assertThat(after.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(uncaught).containsExactly("fragile: boom", "fragile: bang");
  }

  @Test
  void closeLetsTheRunningTaskEndAndDropsTheRest() throws Exception {
    SerialExecutor executor = scheduler.serial("closing");
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    executor.execute(
        () -> {
          running.countDown();
          await(goOn);
          seen.add("running");
        });
    executor.execute(() -> seen.add("waiting"));
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    SerialExecutor closer = scheduler.serial("closer");
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    closer.execute(
        () -> {
          executor.close();
          closed.complete(true);
        });
    goOn.countDown();
    assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
    executor.execute(() -> seen.add("refused"));
    executor.schedule(Duration.ZERO, () -> seen.add("refused"));
    assertThat(seen.get(0)).isEqualTo("running");
    assertThat(seen).doesNotContain("refused");
  }

  @Test
  void anExecutorMayCloseItselfAndTheScheduler() throws Exception {
    SerialExecutor executor = scheduler.serial("self");
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    executor.execute(
        () -> {
          executor.close();
          scheduler.close();
          closed.complete(true);
        });
    assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> scheduler.serial("late"))
        .isInstanceOf(Invariant.InvariantViolation.class);
  }

  @Test
  void closeReportsAThreadThatDoesNotEnd() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ThreadExecutor executor =
        new ThreadExecutor(
            "stuck",
            (name, failure) -> uncaught.add(name + ": " + failure.getMessage()),
            Duration.ofMillis(5),
            closed -> {});
    executor.start();
    executor.execute(
        () -> {
          running.countDown();
          await(goOn);
        });
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    executor.close();
    assertThat(uncaught).containsExactly("stuck: stuck did not end within PT0.005S");
    goOn.countDown();
  }

  @Test
  void anInterruptedThreadStillWaitsAndWorks() throws Exception {
    SerialExecutor executor = scheduler.serial("interrupted");
    executor.execute(() -> Thread.currentThread().interrupt());
    CompletableFuture<Boolean> ran = new CompletableFuture<>();
    executor.schedule(
        Duration.ofMillis(10), () -> ran.complete(Thread.currentThread().isInterrupted()));
    assertThat(ran.get(10, TimeUnit.SECONDS)).isFalse();
  }

  private static void add(List<String> seen, String text, CountDownLatch done) {
    seen.add(text);
    done.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Puts itself back into the queue until told to end. */
  private record Hog(SerialExecutor executor, CompletableFuture<Boolean> end) implements Runnable {
    @Override
    public void run() {
      if (!end.isDone()) {
        executor.execute(this);
      }
    }
  }
}
