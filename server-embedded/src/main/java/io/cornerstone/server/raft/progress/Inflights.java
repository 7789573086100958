package io.cornerstone.server.raft.progress;

import io.cornerstone.server.env.Invariant;

/**
 * The window of unanswered append messages to one follower: for each, the index of its last entry,
 * in the order sent. An answer frees all messages up to its index. The ring grows only as far as it
 * is used, since most followers answer long before the window is full.
 */
final class Inflights {
  private static final int INITIAL_CAPACITY = 16;

  private final int max;
  private long[] lastIndexes;
  private int start;
  private int count;

  Inflights(int max) {
    this.max = max;
    this.lastIndexes = new long[Math.min(max, INITIAL_CAPACITY)];
  }

  boolean isFull() {
    return count == max;
  }

  int count() {
    return count;
  }

  void add(long lastIndex) {
    Invariant.check(!isFull(), "append sent to a full window of %d messages", max);
    if (count == lastIndexes.length) {
      grow();
    }
    lastIndexes[slot(count)] = lastIndex;
    count++;
  }

  /** Frees every message whose last entry is at or below {@code index}. */
  void freeUntil(long index) {
    while (count > 0 && lastIndexes[start] <= index) {
      start = slot(1);
      count--;
    }
  }

  void clear() {
    start = 0;
    count = 0;
  }

  private int slot(int position) {
    int slot = start + position;
    return slot < lastIndexes.length ? slot : slot - lastIndexes.length;
  }

  private void grow() {
    long[] grown = new long[Math.min(max, lastIndexes.length * 2)];
    for (int i = 0; i < count; i++) {
      grown[i] = lastIndexes[slot(i)];
    }
    lastIndexes = grown;
    start = 0;
  }
}
