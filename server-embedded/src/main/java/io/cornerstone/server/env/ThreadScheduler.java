package io.cornerstone.server.env;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Executors that have a daemon thread each. Safe for use by many threads. */
public final class ThreadScheduler implements Scheduler {
  /** How long {@link #close} waits for the running task of each executor. */
  public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final BiConsumer<String, Throwable> onUncaught;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final List<ThreadExecutor> executors = new ArrayList<>();

  @GuardedBy("lock")
  private boolean closed;

  /**
   * @param onUncaught gets the name of the executor and what a task of it threw, on its thread; the
   *     executor then goes on with its next task. Also told if a thread does not end in time on
   *     close.
   */
  public ThreadScheduler(BiConsumer<String, Throwable> onUncaught) {
    this.onUncaught = onUncaught;
  }

  @Override
  public SerialExecutor serial(String name) {
    synchronized (lock) {
      Invariant.check(!closed, "executor %s wanted from a closed scheduler", name);
      ThreadExecutor executor = new ThreadExecutor(name, onUncaught, CLOSE_TIMEOUT, this::forget);
      executors.add(executor);
      executor.start();
      return executor;
    }
  }

  private void forget(ThreadExecutor executor) {
    synchronized (lock) {
      executors.remove(executor);
    }
  }

  /** Stops all executors, then waits for their running tasks; harmless if repeated. */
  @Override
  public void close() {
    List<ThreadExecutor> all;
    synchronized (lock) {
      closed = true;
      all = List.copyOf(executors);
    }
    all.forEach(ThreadExecutor::stop);
    all.forEach(ThreadExecutor::close);
  }
}
