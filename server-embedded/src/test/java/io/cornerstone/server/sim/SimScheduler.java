package io.cornerstone.server.sim;

import io.cornerstone.server.env.Scheduler;
import io.cornerstone.server.env.SerialExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One life's executors. Tasks run as events, each a random little later than it came, in order; an
 * executor can be held up while the others go on, and all of them together.
 */
final class SimScheduler implements Scheduler {
  private static final long HOP_NANOS_MAX = 100_000;

  private final SimEvents events;
  private final RandomGenerator random;
  private final SimClock clock;
  private final Runnable afterTask;
  private final Consumer<Throwable> onUncaught;
  private final List<SimExecutor> executors = new ArrayList<>();
  private long pausedUntil;

  /**
   * @param afterTask runs after each task, when the member stands still
   * @param onUncaught takes what a task of the member throws, as the threads of a server do; what
   *     an oracle throws ends the run instead
   */
  SimScheduler(
      SimEvents events,
      RandomGenerator random,
      SimClock clock,
      Runnable afterTask,
      Consumer<Throwable> onUncaught) {
    this.events = events;
    this.random = random;
    this.clock = clock;
    this.afterTask = afterTask;
    this.onUncaught = onUncaught;
  }

  @Override
  public SerialExecutor serial(String name) {
    final SimExecutor executor = new SimExecutor(name);
    executors.add(executor);
    return executor;
  }

  /** Nothing runs until then; afterwards all that waited does. */
  void pause(long untilNanos) {
    pausedUntil = Math.max(pausedUntil, untilNanos);
  }

  long pausedUntil() {
    return pausedUntil;
  }

  /** Ends all pauses. */
  void resume() {
    pausedUntil = 0;
    executors.forEach(executor -> executor.stalledUntil = 0);
  }

  /** Holds up the executors whose name begins so. */
  void stall(String prefix, long untilNanos) {
    for (SimExecutor executor : executors) {
      if (executor.name.startsWith(prefix)) {
        executor.stalledUntil = Math.max(executor.stalledUntil, untilNanos);
      }
    }
  }

  @Override
  public void close() {
    executors.forEach(SimExecutor::close);
  }

  private final class SimExecutor implements SerialExecutor {
    private final String name;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private long lastNanos;
    private long stalledUntil;
    private boolean isClosed;

    SimExecutor(String name) {
      this.name = name;
    }

    @Override
    public void execute(Runnable task) {
      waiting.add(task);
      lastNanos = Math.max(lastNanos, events.now() + random.nextLong(HOP_NANOS_MAX));
      events.at(lastNanos, this::runNext);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
      final boolean[] isCancelled = new boolean[1];
      events.after(
          clock.trueNanos(delay.toNanos()),
          () ->
              execute(
                  () -> {
                    if (!isCancelled[0]) {
                      task.run();
                    }
                  }));
      return () -> isCancelled[0] = true;
    }

    @Override
    public void close() {
      isClosed = true;
    }

    private void run(Runnable task) {
      try {
        task.run();
      } catch (RuntimeException e) {
        onUncaught.accept(e);
      }
    }

    private void runNext() {
      final long notBefore = Math.max(stalledUntil, pausedUntil);
      if (isClosed) {
        waiting.clear();
      } else if (events.now() < notBefore) {
        events.at(notBefore, this::runNext);
      } else {
        run(waiting.remove());
        afterTask.run();
      }
    }
  }
}
