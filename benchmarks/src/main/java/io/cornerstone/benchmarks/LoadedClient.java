package io.cornerstone.benchmarks;

import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A client of etcd's API under load, whoever made it. Each call returns at once; its outcome
 * arrives on a thread of the client. Keys and values are arrays, from which each client makes what
 * its callers would have to make.
 */
public interface LoadedClient extends AutoCloseable {
  /** Writes one key; {@code answered} gets null or the failure, once. */
  void put(byte[] key, byte[] value, Consumer<@Nullable Throwable> answered);

  /** Reads one key, linearizably; {@code answered} gets null or the failure, once. */
  void get(byte[] key, Consumer<@Nullable Throwable> answered);

  /**
   * Watches one key from now on, by a watcher of its own.
   *
   * @param created runs once the server has accepted the watcher
   * @param onEvents gets the number of events, as many at a time as the client hands out
   */
  void watch(byte[] key, Runnable created, IntConsumer onEvents);

  /** Ends the client and its watchers. */
  @Override
  void close();
}
