package io.cornerstone.client.internal.env;

import io.cornerstone.client.internal.callback.SerialTasks;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real clock and real threads. */
public final class SystemEnv {
  private static final Logger LOG = LoggerFactory.getLogger(SystemEnv.class);
  private static final int BLOCKING_THREADS = 2;

  /** How many tasks the loop runs before it looks at its timers again. */
  private static final int TURN_MAX = 256;

  private SystemEnv() {}

  /** A fresh environment with a loop of its own. */
  public static Env create() {
    SecureRandom secure = new SecureRandom();
    return new Env(
        System::nanoTime,
        System::currentTimeMillis,
        new SystemLoop(),
        pool(BLOCKING_THREADS, 1, "cornerstone-lookup"),
        new SplittableRandom(secure.nextLong()),
        () -> Math.max(1, secure.nextLong() & Long.MAX_VALUE));
  }

  /** The pool for user code of a client whose user supplied none; idle threads end. */
  public static ThreadPoolExecutor callbackPool() {
    return new CallbackPool(daemons("cornerstone-callback"));
  }

  private static ThreadPoolExecutor pool(int threads, int idleSeconds, String name) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            idleSeconds,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            daemons(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private static final class SystemLoop implements Loop {
    private volatile @Nullable Thread thread;
    private final ScheduledThreadPoolExecutor executor;
    private final SerialTasks tasks;

    SystemLoop() {
      ThreadFactory factory = daemons("cornerstone-client-loop");
      executor =
          new ScheduledThreadPoolExecutor(
              1, task -> thread = factory.newThread(task), new ThreadPoolExecutor.DiscardPolicy());
      executor.setRemoveOnCancelPolicy(true);
      tasks = new SerialTasks(executor, TURN_MAX);
    }

    @Override
    public void execute(Runnable task) {
      if (!executor.isShutdown()) {
        tasks.execute(task);
      }
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
      ScheduledFuture<?> future =
          executor.schedule(guarded(task), delayNanos, TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    }

    @Override
    public void end() {
      if (Thread.currentThread() == thread) {
        executor.shutdownNow();
        return;
      }
      CountDownLatch drained = new CountDownLatch(1);
      execute(drained::countDown);
      try {
        if (!executor.isShutdown() && !drained.await(2, TimeUnit.SECONDS)) {
          LOG.warn("the client loop did not end in time");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      executor.shutdownNow();
    }

    /** A task that throws must not go unnoticed, nor take later ones with it. */
    private static Runnable guarded(Runnable task) {
      return () -> {
        try {
          task.run();
        } catch (RuntimeException | Error e) {
          LOG.error("a task of the client loop failed", e);
        }
      };
    }
  }
}
