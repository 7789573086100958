package io.cornerstone.server.member;

import io.cornerstone.server.env.Scheduler;
import io.cornerstone.server.env.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Executors whose tasks run as events, each a random little later than it came, in order. */
final class SimScheduler implements Scheduler {
  private static final long HOP_NANOS_MAX = 100_000;

  private final SimEvents events;
  private final RandomGenerator random;
  private final List<SimExecutor> executors = new ArrayList<>();

  SimScheduler(SimEvents events, RandomGenerator random) {
    this.events = events;
    this.random = random;
  }

  @Override
  public SerialExecutor serial(String name) {
    final SimExecutor executor = new SimExecutor();
    executors.add(executor);
    return executor;
  }

  @Override
  public void close() {
    executors.forEach(SimExecutor::close);
  }

  private final class SimExecutor implements SerialExecutor {
    private long lastNanos;
    private boolean isClosed;

    @Override
    public void execute(Runnable task) {
      lastNanos = Math.max(lastNanos, events.monotonicNanos() + random.nextLong(HOP_NANOS_MAX));
      events.at(lastNanos, () -> run(task));
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
      final boolean[] isCancelled = new boolean[1];
      events.after(
          delay.toNanos(),
          () -> {
            if (!isCancelled[0]) {
              run(task);
            }
          });
      return () -> isCancelled[0] = true;
    }

    @Override
    public void close() {
      isClosed = true;
    }

    private void run(Runnable task) {
      if (!isClosed) {
        task.run();
      }
    }
  }
}
