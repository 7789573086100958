package io.cornerstone.client.watch;

import java.util.concurrent.CompletableFuture;

/** A running watch. */
public interface Watcher extends AutoCloseable {
  /**
   * Completes when the server has first accepted the watcher, with the revision of the store at
   * that moment: a watcher without start revision gets every event above it. Cancelled if the
   * watcher ends before. Cancelling this future has no effect on the watcher.
   */
  CompletableFuture<Long> created();

  /** Completes when the watcher has ended, after the listener's last call. */
  CompletableFuture<WatchEnd> ended();

  /**
   * The revision from which the watcher would go on after a lost connection: everything below has
   * been received. 0 while it is not known.
   */
  long nextRevision();

  /** Ends the watcher. Events that wait for the listener are dropped. Repeating does nothing. */
  @Override
  void close();
}
