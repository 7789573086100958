package io.cornerstone.client.internal.env;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Threads for user code: a few, and more only while those that are there finish nothing although
 * work waits, since user code blocks on them. So callbacks that block keep nobody else waiting, up
 * to {@link #THREADS_MAX} of them at a time; and a load of short ones runs on few threads.
 */
final class CallbackPool extends ThreadPoolExecutor {
  static final int THREADS_MAX = 256;

  private static final int THREADS = 4;
  private static final long IDLE_SECONDS = 30;

  /** How long nothing must be finished until there are more threads. */
  private static final long LOOK_MILLIS = 50;

  private final AtomicBoolean isLooking = new AtomicBoolean();

  CallbackPool(ThreadFactory threads) {
    super(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    super.execute(task);
    lookLater();
  }

  private void lookLater() {
    if (!getQueue().isEmpty() && isLooking.compareAndSet(false, true)) {
      long done = getCompletedTaskCount();
      CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS, Runnable::run)
          .execute(() -> look(done));
    }
  }

  private void look(long doneBefore) {
    isLooking.set(false);
    if (isShutdown()) {
      return;
    }
    if (getQueue().isEmpty()) {
      resize(THREADS);
    } else if (getCompletedTaskCount() == doneBefore) {
      resize(Math.min(THREADS_MAX, Math.max(THREADS, 2 * getPoolSize())));
    }
    lookLater();
  }

  /** Busy threads stay until they are done, also above the size. */
  private void resize(int threads) {
    if (threads > getMaximumPoolSize()) {
      setMaximumPoolSize(threads);
      setCorePoolSize(threads);
    } else {
      setCorePoolSize(threads);
      setMaximumPoolSize(threads);
    }
  }
}
