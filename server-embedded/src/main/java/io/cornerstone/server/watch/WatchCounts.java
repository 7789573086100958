package io.cornerstone.server.watch;

import java.util.concurrent.atomic.LongAdder;

/** How much there is to watch, for those who look from outside. Any thread. */
public final class WatchCounts {
  final LongAdder streams = new LongAdder();
  final LongAdder watchers = new LongAdder();
  final LongAdder synced = new LongAdder();
  final LongAdder sentEvents = new LongAdder();
  final LongAdder waitingEvents = new LongAdder();

  /** Open streams of clients. */
  public long streams() {
    return streams.sum();
  }

  /** Watchers of all streams. */
  public long watchers() {
    return watchers.sum();
  }

  /** Watchers that are behind: they read history, or their client does not read. */
  public long slowWatchers() {
    return watchers.sum() - synced.sum();
  }

  /** Events given to watchers so far; one that three watch counts three times. */
  public long sentEvents() {
    return sentEvents.sum();
  }

  /** Events that were given to a stream and not yet written to it. */
  public long waitingEvents() {
    return waitingEvents.sum();
  }
}
