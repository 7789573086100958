package io.cornerstone.server.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The content of one simulated file: as a process sees it, as it is on the medium, and the changes
 * that lie between the two.
 */
final class SimFileBytes {
  private static final int SECTOR = 512;
  private static final int PAGE = 4096;

  /** A change that is not on the medium yet: bytes at a position, or a cut. */
  private sealed interface Change {}

  private record Write(int position, byte[] bytes) implements Change {}

  private record Cut(int size) implements Change {}

  private final Image seen;
  private final Image durable;
  private final List<Change> unsynced;

  SimFileBytes() {
    this(new Image(), new Image(), new ArrayList<>());
  }

  private SimFileBytes(Image seen, Image durable, List<Change> unsynced) {
    this.seen = seen;
    this.durable = durable;
    this.unsynced = unsynced;
  }

  int size() {
    return seen.size;
  }

  int durableBytes() {
    return Math.min(seen.size, durable.size);
  }

  boolean hasUnsynced() {
    return !unsynced.isEmpty();
  }

  int read(ByteBuffer target, long position) {
    if (position >= seen.size) {
      return 0;
    }
    int count = (int) Math.min(target.remaining(), seen.size - position);
    target.put(seen.bytes, (int) position, count);
    return count;
  }

  void write(byte[] bytes, long position) {
    Write change = new Write(Math.toIntExact(position), bytes);
    seen.apply(change);
    unsynced.add(change);
  }

  void cut(long size) {
    if (size < seen.size) {
      Cut change = new Cut((int) size);
      seen.apply(change);
      unsynced.add(change);
    }
  }

  void sync() {
    unsynced.forEach(durable::apply);
    unsynced.clear();
  }

  /**
   * A sync that failed: the system marks the pages clean all the same, so what was to be written
   * stays visible and never gets to the medium, whatever is synced later. Cuts are kept in the file
   * system's journal and wait for the next sync.
   */
  void syncFailed() {
    unsynced.removeIf(change -> change instanceof Write);
  }

  void flipBit(long bit) {
    int at = (int) (bit / 8);
    seen.bytes[at] ^= (byte) (1 << (bit % 8));
    if (at < durable.size) {
      durable.bytes[at] ^= (byte) (1 << (bit % 8));
    }
  }

  /** The same file after the death of the process alone. */
  SimFileBytes afterKill() {
    return new SimFileBytes(seen.copy(), durable.copy(), new ArrayList<>(unsynced));
  }

  /** What a loss of power may leave. */
  SimFileBytes afterPowerLoss(RandomGenerator random) {
    Image left = durable.copy();
    switch (random.nextInt(6)) {
      case 0 -> {} // Nothing more.
      case 1 -> unsynced.forEach(left::apply);
      case 2 -> applyPrefix(left, random);
      default -> applyPieces(left, random);
    }
    if (random.nextInt(4) == 0 && seen.size > left.size) {
      left.grow(left.size + random.nextInt(seen.size - left.size + 1)); // Size without content.
    }
    return new SimFileBytes(left, left.copy(), new ArrayList<>());
  }

  /** Changes in order up to somewhere in the middle of one. */
  private void applyPrefix(Image image, RandomGenerator random) {
    if (unsynced.isEmpty()) {
      return;
    }
    int whole = random.nextInt(unsynced.size());
    unsynced.subList(0, whole).forEach(image::apply);
    if (unsynced.get(whole) instanceof Write torn && torn.bytes.length > 0) {
      int length = random.nextInt(torn.bytes.length + 1);
      image.apply(new Write(torn.position, Arrays.copyOf(torn.bytes, length)));
    }
  }

  /** Any subset of the sectors or pages of which the changes consist. */
  private void applyPieces(Image image, RandomGenerator random) {
    int unit = random.nextBoolean() ? SECTOR : PAGE;
    int percent = List.of(5, 30, 50, 80, 97).get(random.nextInt(5));
    for (Change change : unsynced) {
      if (change instanceof Write write) {
        applyPieces(image, write, unit, percent, random);
      } else if (random.nextInt(100) < percent) {
        image.apply(change);
      }
    }
  }

  private static void applyPieces(
      Image image, Write write, int unit, int percent, RandomGenerator random) {
    int end = write.position + write.bytes.length;
    int from = write.position;
    while (from < end) {
      int until = Math.min(end, (from / unit + 1) * unit);
      if (random.nextInt(100) < percent) {
        int offset = from - write.position;
        image.apply(
            new Write(from, Arrays.copyOfRange(write.bytes, offset, offset + until - from)));
      }
      from = until;
    }
  }

  /** Bytes that grow. */
  private static final class Image {
    byte[] bytes = new byte[0];
    int size;

    void apply(Change change) {
      if (change instanceof Write write) {
        grow(write.position + write.bytes.length);
        System.arraycopy(write.bytes, 0, bytes, write.position, write.bytes.length);
      } else if (change instanceof Cut cut && cut.size < size) {
        Arrays.fill(bytes, cut.size, size, (byte) 0);
        size = cut.size;
      }
    }

    void grow(int atLeast) {
      if (atLeast > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(atLeast, bytes.length + bytes.length / 2));
      }
      size = Math.max(size, atLeast);
    }

    Image copy() {
      Image copy = new Image();
      copy.bytes = Arrays.copyOf(bytes, size);
      copy.size = size;
      return copy;
    }
  }
}
