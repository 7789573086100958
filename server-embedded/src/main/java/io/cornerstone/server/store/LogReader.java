package io.cornerstone.server.store;

import io.cornerstone.server.env.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Walks over the records of a file from front to back, through a window in memory. */
final class LogReader {
  private static final int WINDOW_BYTES = 256 << 10;

  private final DiskFile file;
  private final long until;
  private byte[] window = new byte[0];
  private int filled;
  private long windowStart;
  private long position;

  /** Walks {@code [from, until)}. */
  LogReader(DiskFile file, long from, long until) {
    this.file = file;
    this.until = until;
    this.position = from;
    this.windowStart = from;
  }

  /** The place of the current record in the file. */
  long position() {
    return position;
  }

  /** The bytes that the current record is in, at {@link #at}. */
  byte[] bytes() {
    return window;
  }

  int at() {
    return (int) (position - windowStart);
  }

  /** The length of the record here, if it is sound; else -1. */
  int soundLength() throws IOException {
    if (until - position <= Records.FRAME || !have(Records.FRAME)) {
      return -1;
    }
    int payload = Records.intAt(window, at() + 4);
    boolean fits =
        payload > 0
            && payload <= Records.MAX_PAYLOAD
            && payload <= until - position - Records.FRAME;
    if (!fits || !have(Records.FRAME + payload)) {
      return -1;
    }
    return Records.soundLength(window, at(), filled);
  }

  void skip(int length) {
    position += length;
  }

  /**
   * Whether {@code length} more bytes are there, in {@link #bytes}; false at the end of the file.
   */
  boolean have(int length) throws IOException {
    if (at() >= 0 && at() + length <= filled) {
      return true;
    }
    if (length > until - position) {
      return false;
    }
    int wanted = (int) Math.min(Math.max(length, WINDOW_BYTES), until - position);
    if (window.length < wanted) {
      window = new byte[wanted];
    }
    windowStart = position;
    filled = file.read(ByteBuffer.wrap(window, 0, wanted), position);
    return filled >= length;
  }
}
