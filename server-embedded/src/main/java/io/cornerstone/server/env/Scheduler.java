package io.cornerstone.server.env;

/** Makes the serial executors on which a member runs; the only source of threads. */
public interface Scheduler extends AutoCloseable {
  /** A new executor that runs one task at a time, in order, on a thread with this name. */
  SerialExecutor serial(String name);

  /** Closes every executor made here. */
  @Override
  void close();
}
