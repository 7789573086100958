package io.cornerstone.server.wal;

import io.cornerstone.server.env.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A file seen through a buffer that moves with the reader; what lies beyond its end is zero. No
 * access may cross the border between two sectors.
 */
final class SectorWindow {
  private static final int BYTES_MAX = 512 * Frame.SECTOR;
  private static final byte[] ZEROS = new byte[BYTES_MAX];

  private final DiskFile file;
  private final long size;
  private final byte[] bytes; // A whole number of sectors.
  private long from = -1; // A multiple of their length, or nothing was read yet.

  SectorWindow(DiskFile file) throws IOException {
    this.file = file;
    this.size = file.size();
    long sectors = Math.max(1, (size + Frame.SECTOR - 1) / Frame.SECTOR);
    this.bytes = new byte[(int) Math.min(BYTES_MAX, sectors * Frame.SECTOR)];
  }

  /** The size that the file had when it was opened. */
  long size() {
    return size;
  }

  /** {@code length} bytes at {@code position}; valid until the window moves. */
  ByteBuffer at(long position, int length) throws IOException {
    return ByteBuffer.wrap(bytes, move(position), length).order(ByteOrder.LITTLE_ENDIAN);
  }

  void copy(long position, byte[] target, int offset, int length) throws IOException {
    System.arraycopy(bytes, move(position), target, offset, length);
  }

  boolean isZero(long position, int length) throws IOException {
    int index = move(position);
    return Arrays.equals(bytes, index, index + length, ZEROS, 0, length);
  }

  /** Whether nothing but zeros lies between {@code position} and the end of the file. */
  boolean isZeroFrom(long position) throws IOException {
    long at = position;
    while (at < size) {
      int rest = bytes.length - (int) (at % bytes.length);
      if (!isZero(at, rest)) {
        return false;
      }
      at += rest;
    }
    return true;
  }

  private int move(long position) throws IOException {
    int index = (int) (position % bytes.length);
    if (from != position - index) {
      from = position - index;
      int count = file.read(ByteBuffer.wrap(bytes), from);
      Arrays.fill(bytes, count, bytes.length, (byte) 0);
    }
    return index;
  }
}
