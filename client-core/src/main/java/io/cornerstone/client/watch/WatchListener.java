package io.cornerstone.client.watch;

/**
 * Hears of one watcher. Calls come on the callback executor, one after the other. What a call
 * throws is logged and otherwise ignored; the watcher goes on.
 */
public interface WatchListener {
  /** Events happened. */
  void onEvents(WatchBatch batch);

  /** All events of the range up to this revision have been delivered. */
  default void onProgress(long revision) {}

  /** The watcher has ended; no call follows. */
  void onClosed(WatchEnd end);
}
