package io.cornerstone.server.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The first sector of a segment file; see {@code docs/wal-format.md}.
 *
 * @param begins whether the log begins here, so that nothing in earlier segments counts
 * @param firstBatch number of the first batch in this segment
 * @param chain value of the chain of checksums after the last batch of the segment before
 */
record SegmentHeader(
    Wal.Metadata metadata, SegmentName name, boolean begins, long firstBatch, int chain) {
  static final int BYTES = Frame.SECTOR;
  private static final long MAGIC = 0x004c_4157_4e52_4f43L; // "CORNWAL", in little-endian order.
  private static final int VERSION = 1;
  private static final int SUM_AT = BYTES - 4;

  /** Writes all {@link #BYTES} bytes at the buffer's position. */
  void putInto(ByteBuffer target) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(MAGIC).putInt(VERSION).putInt(begins ? 1 : 0);
    bytes.putLong(metadata.clusterId()).putLong(metadata.memberId());
    bytes.putLong(name.sequence()).putLong(name.firstIndex());
    bytes.putLong(firstBatch).putInt(chain);
    bytes.putInt(SUM_AT, sum(bytes.array()));
    target.put(bytes.array());
  }

  /** Reads a header that must belong to the segment {@code name} in {@code file}. */
  static SegmentHeader parse(byte[] sector, SegmentName name, Path file)
      throws Wal.DamagedException {
    ByteBuffer bytes = ByteBuffer.wrap(sector).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.getInt(SUM_AT) != sum(sector)) {
      throw new Wal.DamagedException(file, 0, "the checksum of the header is wrong");
    }
    if (bytes.getLong() != MAGIC) {
      throw new Wal.DamagedException(file, 0, "not a segment of a write-ahead log");
    }
    int version = bytes.getInt();
    if (version != VERSION) {
      throw new Wal.DamagedException(file, 8, "format version " + version + " is not known");
    }
    boolean begins = bytes.getInt() != 0;
    Wal.Metadata metadata = new Wal.Metadata(bytes.getLong(), bytes.getLong());
    SegmentName written = new SegmentName(bytes.getLong(), bytes.getLong());
    if (!written.equals(name)) {
      throw new Wal.DamagedException(file, 32, "it was written as " + written);
    }
    return new SegmentHeader(metadata, name, begins, bytes.getLong(), bytes.getInt());
  }

  private static int sum(byte[] sector) {
    CRC32C crc = new CRC32C();
    crc.update(sector, 0, SUM_AT);
    return (int) crc.getValue();
  }
}
