package io.cornerstone.client.internal.env;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallbackPoolTest {
  private final ThreadPoolExecutor pool = SystemEnv.callbackPool();

  @AfterEach
  void close() {
    pool.shutdownNow();
  }

  @Test
  void tasksThatBlockKeepNobodyWaiting() throws Exception {
    CountDownLatch blocked = new CountDownLatch(50);
    CompletableFuture<Void> release = new CompletableFuture<>();
    for (int i = 0; i < 50; i++) {
      pool.execute(
          () -> {
            blocked.countDown();
            release.join();
          });
    }
    CompletableFuture.runAsync(() -> {}, pool).get(20, SECONDS);
    assertThat(blocked.await(20, SECONDS)).isTrue();
    release.complete(null);
  }

  @Test
  void shortTasksRunOnFewThreads() {
    CompletableFuture<?>[] tasks =
        IntStream.range(0, 50_000)
            .mapToObj(i -> CompletableFuture.runAsync(() -> {}, pool))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(tasks).join();
    assertThat(pool.getLargestPoolSize()).isLessThan(CallbackPool.THREADS_MAX / 2);
  }
}
