package io.cornerstone.server.store;

import io.cornerstone.server.raft.LogPosition;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The record that makes all before it count. It vouches for the whole segment up to itself: it
 * carries its own place, how many changes precede it, and a chain over the checksums of all records
 * before it, so that no mix of old and new bytes can pass for a commit.
 *
 * @param number of the segment that it stands in
 * @param position where in the segment it begins
 * @param durableEnd up to where the segment was known to be durable when this was written: a fault
 *     before that point is damage and not the trace of a power loss
 * @param changes how many changes the segment holds before it
 * @param chain over the checksums of the records before it
 */
record CommitMark(
    long number, long position, long durableEnd, LogPosition applied, long changes, int chain) {
  private static final int PAYLOAD = 1 + 6 * 8 + 4;

  /** Bytes of the whole record. */
  static final int LENGTH = Records.FRAME + PAYLOAD;

  /** The chain after one more record. */
  static int chain(int chain, int recordCrc) {
    return chain * 31 + recordCrc;
  }

  byte[] encode() {
    byte[] bytes = new byte[LENGTH];
    ByteBuffer.wrap(bytes)
        .position(Records.FRAME)
        .put(Records.COMMIT)
        .putLong(number)
        .putLong(position)
        .putLong(durableEnd)
        .putLong(applied.term())
        .putLong(applied.index())
        .putLong(changes)
        .putInt(chain);
    Records.seal(bytes, 0, LENGTH);
    return bytes;
  }

  /** Whether a mark may begin here; a quick look before the checksum is asked. */
  static boolean mayBeAt(byte[] bytes, int at) {
    return bytes[at + Records.FRAME] == Records.COMMIT && Records.intAt(bytes, at + 4) == PAYLOAD;
  }

  /** Reads a sound record of this type; null if its length is wrong. */
  static @Nullable CommitMark decode(byte[] bytes, int at, int length) {
    if (length != LENGTH) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, at + Records.FRAME + 1, length - Records.FRAME - 1);
    return new CommitMark(
        in.getLong(),
        in.getLong(),
        in.getLong(),
        new LogPosition(in.getLong(), in.getLong()),
        in.getLong(),
        in.getInt());
  }
}
