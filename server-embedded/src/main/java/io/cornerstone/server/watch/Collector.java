package io.cornerstone.server.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Distributes events over the watchers of an index, each watcher's into its own list. */
final class Collector {
  private final WatcherIndex index;
  private final List<Watcher> touched = new ArrayList<>();

  Collector(WatcherIndex index) {
    this.index = index;
  }

  /** Adds an event to the list of every watcher that wants it. Costs O(log n + matches). */
  void collect(SharedEvent event) {
    Consumer<Watcher> visitor = watcher -> add(watcher, event);
    index.forEachMatch(event.message(false).getKv().getKey(), visitor);
  }

  private void add(Watcher watcher, SharedEvent event) {
    if (!watcher.wants(event)) {
      return;
    }
    if (watcher.collected == null) {
      watcher.collected = new ArrayList<>(1);
      touched.add(watcher);
    }
    watcher.collected.add(event.message(watcher.wantsPrevKv()));
  }

  /** The watchers that have collected events, in order of their first one. */
  List<Watcher> touched() {
    return touched;
  }
}
