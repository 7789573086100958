package io.cornerstone.server.store;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Blocks that were read from files, bounded and without locks: each block has one place, and the
 * newest that was read has it. Blocks never change, so there is nothing to invalidate.
 */
final class BlockCache {
  /** Longer blocks, which hold one large value, are not worth their place. */
  private static final int BLOCK_BYTES_MAX = 8 << 10;

  private record Entry(long segmentSerial, int block, byte[] bytes) {}

  private final AtomicReferenceArray<@Nullable Entry> entries;

  /**
   * @param bytesMax bound of the memory used; 0 for no cache
   */
  BlockCache(long bytesMax) {
    long places = Math.min(bytesMax / BLOCK_BYTES_MAX, 1 << 24);
    this.entries = new AtomicReferenceArray<>((int) Long.highestOneBit(places));
  }

  byte @Nullable [] find(long segmentSerial, int block) {
    if (entries.length() == 0) {
      return null;
    }
    Entry entry = entries.get(place(segmentSerial, block));
    boolean hit = entry != null && entry.segmentSerial == segmentSerial && entry.block == block;
    return hit ? entry.bytes : null;
  }

  void add(long segmentSerial, int block, byte[] bytes) {
    if (entries.length() > 0 && bytes.length <= BLOCK_BYTES_MAX) {
      entries.set(place(segmentSerial, block), new Entry(segmentSerial, block, bytes));
    }
  }

  private int place(long segmentSerial, int block) {
    long mixed = (segmentSerial * 0x9E3779B97F4A7C15L + block) * 0xC2B2AE3D27D4EB4FL;
    return (int) (mixed >>> 36) & (entries.length() - 1);
  }
}
