package io.cornerstone.server.store;

import io.cornerstone.server.mvcc.Revision;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The frame of every record, in files and in streams: CRC-32C (4 bytes) of what follows, length of
 * the payload (4), payload. The payload begins with the type (1). Numbers are big-endian.
 */
final class Records {
  /** Bytes before the payload. */
  static final int FRAME = 8;

  /** A longer record cannot be ours: the length was damaged. */
  static final int MAX_PAYLOAD = 1 << 29;

  static final byte PUT = 1;
  static final byte TOMBSTONE = 2;
  static final byte STATE_PUT = 3;
  static final byte STATE_REMOVE = 4;
  static final byte COMMIT = 5;
  static final byte STREAM_END = 6;

  /** Type, main and sub revision of a change; the KeyValue follows. */
  static final int CHANGE_PREFIX = 1 + 8 + 4;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Records() {}

  static int intAt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static long longAt(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static void putInt(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }

  static void putLong(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }

  /** Checksum of {@code bytes[from, until)}. */
  static int crc(byte[] bytes, int from, int until) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, until - from);
    return (int) crc.getValue();
  }

  /** Fills in length and checksum of the record at {@code [from, until)}; its payload is there. */
  static void seal(byte[] bytes, int from, int until) {
    putInt(bytes, from + 4, until - from - FRAME);
    putInt(bytes, from, crc(bytes, from + 4, until));
  }

  /**
   * The whole length of the record at {@code from} if it is sound and ends by {@code until}, else
   * -1. Nothing else of a record may be looked at before this was asked.
   */
  static int soundLength(byte[] bytes, int from, int until) {
    if (until - from <= FRAME) {
      return -1;
    }
    int payload = intAt(bytes, from + 4);
    if (payload <= 0 || payload > MAX_PAYLOAD || payload > until - from - FRAME) {
      return -1;
    }
    int end = from + FRAME + payload;
    return crc(bytes, from + 4, end) == intAt(bytes, from) ? end - from : -1;
  }

  /** The type of a sound record. */
  static byte type(byte[] bytes, int from) {
    return bytes[from + FRAME];
  }

  /** Whether a sound record is a change. */
  static boolean isChange(byte[] bytes, int from) {
    byte type = type(bytes, from);
    return (type == PUT || type == TOMBSTONE) && intAt(bytes, from + 4) >= CHANGE_PREFIX;
  }

  static long mainOf(byte[] bytes, int from) {
    return longAt(bytes, from + FRAME + 1);
  }

  static int subOf(byte[] bytes, int from) {
    return intAt(bytes, from + FRAME + 9);
  }

  static Revision revisionOf(byte[] bytes, int from) {
    return new Revision(mainOf(bytes, from), subOf(bytes, from));
  }

  static int compare(long main, long sub, Revision revision) {
    int byMain = Long.compare(main, revision.main());
    return byMain != 0 ? byMain : Long.compare(sub, revision.sub());
  }
}
