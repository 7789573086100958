package io.cornerstone.client.stm;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** How attempts are kept apart. */
@FunctionalInterface
interface Pauses {
  /** Doublings beyond this make no difference to any bound that makes sense. */
  int DOUBLINGS_MAX = 30;

  /** Runs a task on an executor once the pause after this many conflicts, at least one, is over. */
  void after(int conflicts, StmOptions options, Executor executor, Runnable task);

  /**
   * Pauses of random length between nothing and a bound that doubles. Wide jitter, since those who
   * collide have all just read the same answer: equal pauses would let them collide again.
   */
  static Pauses random(RandomGenerator random) {
    return (conflicts, options, executor, task) -> {
      long nanos;
      synchronized (random) {
        nanos = random.nextLong(boundNanos(conflicts, options) + 1);
      }
      CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, executor).execute(task);
    };
  }

  /** The longest pause after this many conflicts. */
  static long boundNanos(int conflicts, StmOptions options) {
    double factor = Math.scalb(1.0, Math.min(conflicts - 1, DOUBLINGS_MAX));
    return (long) Math.min(options.pauseFirst().toNanos() * factor, options.pauseMax().toNanos());
  }
}
