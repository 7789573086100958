package io.cornerstone.server.rpc;

import io.cornerstone.server.env.SerialExecutor;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A serial executor with a thread of its own. */
final class ThreadSerialExecutor implements SerialExecutor {
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  @Override
  public void execute(Runnable task) {
    if (!thread.isShutdown()) {
      thread.execute(task);
    }
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    Future<?> scheduled = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
