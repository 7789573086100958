package io.cornerstone.server.store;

import io.cornerstone.server.mvcc.Revision;
import java.util.Arrays;

/**
 * The dead revisions of one segment. Most changes are the only one of their main revision, and main
 * revisions are dense: a bit each. The others go to an open-addressed table of pairs.
 *
 * <p>Thread-safe: the writer adds while scans ask.
 */
final class DeadSet {
  /** The bit set may spend this many bits per change of the segment. */
  private static final int BITS_PER_CHANGE = 16;

  private static final long EMPTY = -1; // No sub revision is negative.

  private final long firstMain;
  private long[] bits = new long[0];
  private long[] pairs = new long[0]; // main, sub, main, sub; an EMPTY sub is a free place
  private int pairCount;
  private volatile long size;

  /**
   * @param firstMain the lowest main revision that may come
   */
  DeadSet(long firstMain) {
    this.firstMain = firstMain;
  }

  long size() {
    return size;
  }

  /**
   * Adds a revision.
   *
   * @param changes how many changes the segment holds
   * @return false if it was there
   */
  synchronized boolean add(Revision revision, long changes) {
    if (contains(revision.main(), revision.sub())) {
      return false;
    }
    long bit = revision.main() - firstMain;
    if (revision.sub() == 0 && bit >= 0 && bit < changes * BITS_PER_CHANGE + Long.SIZE) {
      setBit(Math.toIntExact(bit));
    } else {
      addPair(revision.main(), revision.sub());
    }
    size++;
    return true;
  }

  synchronized boolean contains(long main, long sub) {
    if (size == 0) {
      return false;
    }
    return (sub == 0 && hasBit(main - firstMain)) || hasPair(main, sub);
  }

  private boolean hasBit(long bit) {
    return bit >= 0
        && (bit >>> 6) < bits.length
        && (bits[(int) (bit >>> 6)] & (1L << (bit & 63))) != 0;
  }

  private void setBit(int bit) {
    int word = bit >>> 6;
    if (word >= bits.length) {
      bits = Arrays.copyOf(bits, Math.max(word + 1, bits.length * 2));
    }
    bits[word] |= 1L << (bit & 63);
  }

  private boolean hasPair(long main, long sub) {
    if (pairCount == 0) {
      return false;
    }
    int at = place(main, sub);
    return pairs[at + 1] != EMPTY;
  }

  private void addPair(long main, long sub) {
    if ((pairCount + 1) * 3 > pairs.length) { // At most two thirds full.
      rehash(Math.max(16, pairs.length * 2));
    }
    int at = place(main, sub);
    pairs[at] = main;
    pairs[at + 1] = sub;
    pairCount++;
  }

  /** Where this pair is, or would go. */
  private int place(long main, long sub) {
    int mask = pairs.length / 2 - 1;
    long mixed = (main * 0x9E3779B97F4A7C15L + sub) * 0xC2B2AE3D27D4EB4FL;
    int slot = (int) (mixed >>> 33) & mask;
    while (pairs[2 * slot + 1] != EMPTY
        && (pairs[2 * slot] != main || pairs[2 * slot + 1] != sub)) {
      slot = (slot + 1) & mask;
    }
    return 2 * slot;
  }

  private void rehash(int length) {
    long[] old = pairs;
    pairs = new long[length];
    Arrays.fill(pairs, EMPTY);
    for (int i = 0; i < old.length; i += 2) {
      if (old[i + 1] != EMPTY) {
        int at = place(old[i], old[i + 1]);
        pairs[at] = old[i];
        pairs[at + 1] = old[i + 1];
      }
    }
  }
}
