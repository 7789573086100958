package io.cornerstone.client.internal.env;

import java.util.concurrent.Executor;

/** The client loop: runs one task at a time, in order. All state of streams belongs to it. */
public interface Loop extends Executor {
  /** Runs a task soon. Dropped if the loop has ended. */
  @Override
  void execute(Runnable task);

  /** Runs a task after a delay, unless it is cancelled before or the loop ends. */
  Timer schedule(long delayNanos, Runnable task);

  /** Runs what is queued, then ends. Waits a moment for it, unless called on the loop itself. */
  void end();

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Timer {
    /** Stands for no timer. */
    Timer NONE = () -> {};

    /** Takes it back; no effect once it ran. */
    void cancel();
  }
}
