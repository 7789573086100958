package io.cornerstone.server.store;

import io.cornerstone.server.mvcc.Revision;
import java.util.Arrays;

/**
 * The sparse index of one segment: where about every fourth KiB of changes begins, and with which
 * revision. A block runs from its first change to the end of its last one; records that are no
 * changes may lie between blocks.
 *
 * <p>One thread adds; any thread reads what was there before the segment published its length.
 */
final class BlockIndex {
  /** A change that begins this far behind the start of its block starts a new one. */
  static final int BLOCK_BYTES = 4096;

  private static final int FIRST_CAPACITY = 8;

  private long[] mains = new long[FIRST_CAPACITY];
  private int[] subs = new int[FIRST_CAPACITY];
  private long[] starts = new long[FIRST_CAPACITY];
  private int[] lengths = new int[FIRST_CAPACITY];

  // Written after the arrays, read before them: a reader never meets an array that is too short.
  private volatile int size;

  int size() {
    return size;
  }

  /** Starts a block with one change of {@code length} bytes at {@code start}. */
  void add(long main, int sub, long start, int length) {
    int at = size;
    if (at == mains.length) {
      int capacity = at * 2;
      mains = Arrays.copyOf(mains, capacity);
      subs = Arrays.copyOf(subs, capacity);
      starts = Arrays.copyOf(starts, capacity);
      lengths = Arrays.copyOf(lengths, capacity);
    }
    mains[at] = main;
    subs[at] = sub;
    starts[at] = start;
    lengths[at] = length;
    size = at + 1;
  }

  /** The last block now ends at {@code end}. */
  void extendTo(long end) {
    int last = size - 1;
    lengths[last] = Math.toIntExact(end - starts[last]);
  }

  /** Whether a change that begins at {@code start} needs a block of its own. */
  boolean isFull(long start) {
    return size == 0 || start - starts[size - 1] >= BLOCK_BYTES;
  }

  /** The last block that begins at or before {@code revision}; -1 if none does. */
  int floor(Revision revision) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Records.compare(mains[middle], subs[middle], revision) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  Revision first() {
    return new Revision(mains[0], subs[0]);
  }

  long main(int block) {
    return mains[block];
  }

  int sub(int block) {
    return subs[block];
  }

  long start(int block) {
    return starts[block];
  }

  int length(int block) {
    return lengths[block];
  }

  long end(int block) {
    return starts[block] + lengths[block];
  }
}
