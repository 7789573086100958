package io.cornerstone.server.watch;

import io.cornerstone.server.env.SerialExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A serial executor that runs a task when the test says so, on the test's thread. */
final class StepExecutor implements SerialExecutor {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final List<Timer> timers = new ArrayList<>();
  private long nowNanos;

  private record Timer(long atNanos, Runnable task) {}

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    Timer timer = new Timer(nowNanos + delay.toNanos(), task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public void close() {
    tasks.clear();
    timers.clear();
  }

  boolean hasWork() {
    return !tasks.isEmpty();
  }

  void runOne() {
    tasks.remove().run();
  }

  /** Lets time go by; timers that are due become tasks, in order. */
  void advance(Duration time) {
    nowNanos += time.toNanos();
    List<Timer> due = timers.stream().filter(timer -> timer.atNanos() <= nowNanos).toList();
    timers.removeAll(due);
    due.stream()
        .sorted(Comparator.comparingLong(Timer::atNanos))
        .forEach(timer -> tasks.add(timer.task()));
  }
}
