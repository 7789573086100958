package io.cornerstone.server.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The unit of checking: a piece of a batch that lies within one sector of the disk.
 *
 * <pre>
 *   0  length of the payload, 2 bytes
 *   2  the same with all bits inverted
 *   4  batch number * 2, plus 1 in the last frame of the batch, 8 bytes
 *  12  payload
 *   .  CRC-32C of segment sequence, position in the file, bytes 0..12 and payload, 4 bytes
 *   .  end mark, never zero
 * </pre>
 *
 * <p>A disk writes a sector whole or not at all, and a process that dies leaves a prefix of what it
 * wrote. So what is left of an interrupted write is, frame by frame: whole, zero, or, in the last
 * one with nothing behind it, cut before the end mark. Anything else is damage. The length is
 * written twice so that the place of the end mark is certain before it is looked at.
 */
final class Frame {
  static final int SECTOR = 512;
  static final int HEAD_BYTES = 12;
  static final int OVERHEAD_BYTES = HEAD_BYTES + 4 + 1;

  /** Less room than this at the end of a sector stays unused. */
  static final int ROOM_MIN = 32;

  static final byte END_MARK = 0x5a;

  private Frame() {}

  /** Where the next frame begins if the last one ended at {@code position}. */
  static long startAt(long position) {
    return roomAt(position) < ROOM_MIN ? (position / SECTOR + 1) * SECTOR : position;
  }

  /** How many bytes of its sector are left at {@code position}. */
  static int roomAt(long position) {
    return SECTOR - (int) (position % SECTOR);
  }

  /** Computes the checksums of frames, and the chain over them. Keeps scratch space. */
  static final class Sums {
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer scratch = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);

    /** The checksum of a frame in {@code bytes} from its head to the end of its payload. */
    int ofFrame(long sequence, long position, ByteBuffer bytes) {
      scratch.clear().putLong(sequence).putLong(position);
      crc.reset();
      crc.update(scratch.array());
      crc.update(bytes);
      return (int) crc.getValue();
    }

    /** The chain goes on with the checksum of one more frame. */
    int chained(int chain, int frameSum) {
      scratch.clear().putInt(chain).putInt(frameSum);
      crc.reset();
      crc.update(scratch.array(), 0, 8);
      return (int) crc.getValue();
    }
  }
}
