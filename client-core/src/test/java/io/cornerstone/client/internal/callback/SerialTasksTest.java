package io.cornerstone.client.internal.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SerialTasksTest {
  private final Deque<Runnable> turns = new ArrayDeque<>();
  private final List<String> ran = new ArrayList<>();

  @Test
  void oneTurnRunsAllThatIsThere() {
    SerialTasks tasks = new SerialTasks(turns::add);
    tasks.execute(() -> ran.add("a"));
    tasks.execute(
        () -> {
          ran.add("b");
          tasks.execute(() -> ran.add("d"));
        });
    tasks.execute(() -> ran.add("c"));

    assertThat(turns).hasSize(1);
    turns.remove().run();

    assertThat(ran).containsExactly("a", "b", "c", "d");
    assertThat(turns).isEmpty();

    tasks.execute(() -> ran.add("e"));
    assertThat(turns).hasSize(1);
  }

  @Test
  void aTurnOfLimitedLengthLeavesTheRestToTheNext() {
    SerialTasks tasks = new SerialTasks(turns::add, 2);
    for (String name : List.of("a", "b", "c", "d", "e")) {
      tasks.execute(() -> ran.add(name));
    }

    turns.remove().run();
    assertThat(ran).containsExactly("a", "b");
    turns.remove().run();
    turns.remove().run();

    assertThat(ran).containsExactly("a", "b", "c", "d", "e");
    assertThat(turns).isEmpty();
  }

  @Test
  void aTaskThatThrowsStopsNoOther() {
    SerialTasks tasks = new SerialTasks(Runnable::run);
    tasks.execute(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    tasks.execute(() -> ran.add("next"));

    assertThat(ran).containsExactly("next");
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void keepsTheOrderOfEachOfManyThreads() throws InterruptedException {
    int writers = 3;
    int each = 20_000;
    ExecutorService pool = Executors.newFixedThreadPool(writers + 2);
    try {
      SerialTasks tasks = new SerialTasks(pool, 64);
      List<List<Integer>> seen = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      CountDownLatch left = new CountDownLatch(writers * each);
      for (List<Integer> mine : seen) {
        pool.execute(
            () -> {
              for (int i = 0; i < each; i++) {
                int number = i;
                tasks.execute(
                    () -> {
                      mine.add(number); // Of one thread at a time, or the list would break.
                      left.countDown();
                    });
              }
            });
      }
      left.await();

      List<Integer> inOrder = IntStream.range(0, each).boxed().toList();
      assertThat(seen).allSatisfy(mine -> assertThat(mine).isEqualTo(inOrder));
    } finally {
      pool.shutdownNow();
    }
  }
}
