package io.cornerstone.server.raft.progress;

import io.cornerstone.server.env.Invariant;

/**
 * The window of unanswered append messages to one follower: for each, the index of its last entry
 * and its weight, in the order sent. It is full by number or by weight, whichever comes first. An
 * answer frees all messages up to its index. The ring grows only as far as it is used, since most
 * followers answer long before the window is full.
 */
final class Inflights {
  private static final int INITIAL_CAPACITY = 16;

  private final int max;
  private final long bytesMax;
  private long[] lastIndexes;
  private long[] weights;
  private long bytes;
  private int start;
  private int count;

  Inflights(int max, long bytesMax) {
    this.max = max;
    this.bytesMax = bytesMax;
    this.lastIndexes = new long[Math.min(max, INITIAL_CAPACITY)];
    this.weights = new long[lastIndexes.length];
  }

  boolean isFull() {
    return count == max || bytes >= bytesMax;
  }

  int count() {
    return count;
  }

  long bytes() {
    return bytes;
  }

  void add(long lastIndex, long weight) {
    Invariant.check(!isFull(), "append sent to a full window of %d messages", max);
    if (count == lastIndexes.length) {
      grow();
    }
    lastIndexes[slot(count)] = lastIndex;
    weights[slot(count)] = weight;
    bytes += weight;
    count++;
  }

  /** Frees every message whose last entry is at or below {@code index}. */
  void freeUntil(long index) {
    while (count > 0 && lastIndexes[start] <= index) {
      bytes -= weights[start];
      start = slot(1);
      count--;
    }
  }

  void clear() {
    start = 0;
    count = 0;
    bytes = 0;
  }

  private int slot(int position) {
    int slot = start + position;
    return slot < lastIndexes.length ? slot : slot - lastIndexes.length;
  }

  private void grow() {
    long[] grown = new long[Math.min(max, lastIndexes.length * 2)];
    long[] grownWeights = new long[grown.length];
    for (int i = 0; i < count; i++) {
      grown[i] = lastIndexes[slot(i)];
      grownWeights[i] = weights[slot(i)];
    }
    lastIndexes = grown;
    weights = grownWeights;
    start = 0;
  }
}
