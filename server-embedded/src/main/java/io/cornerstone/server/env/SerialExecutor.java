package io.cornerstone.server.env;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Runs tasks one at a time, in the order in which they came. What its tasks alone touch needs no
 * lock.
 */
public interface SerialExecutor extends Executor, AutoCloseable {
  /** Runs {@code task} once, not earlier than {@code delay} from now. */
  Cancellable schedule(Duration delay, Runnable task);

  /** Lets the running task end, drops the waiting ones, and refuses (ignores) later ones. */
  @Override
  void close();

  /** A task that waits for its time. */
  interface Cancellable {
    /** After this the task does not start any more; harmless if it already ran. */
    void cancel();
  }
}
