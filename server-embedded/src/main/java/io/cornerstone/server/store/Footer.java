package io.cornerstone.server.store;

import io.cornerstone.server.env.DiskFile;
import io.cornerstone.server.mvcc.Revision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the ends of a segment file. The header says which segment this is. The footer says
 * that the segment is complete, and holds its index; it is written after the body was synced and
 * never before, so it can be believed.
 */
record Footer(
    BlockIndex index, long bodyEnd, long changes, long changeBytes, @Nullable Revision last) {
  /** Bytes of the header: magic, version, first and last number, generation, CRC-32C. */
  static final int HEADER = 8 + 4 + 8 + 8 + 4 + 4;

  /** Bytes of an index entry: main and sub revision, start, length. */
  static final int ENTRY = 8 + 4 + 8 + 4;

  /**
   * Bytes behind the index: body end, blocks, changes, their bytes, last revision (main, sub),
   * first and last number, generation, CRC-32C of the footer before it, magic.
   */
  static final int TRAILER = 8 + 4 + 8 + 8 + 8 + 4 + 8 + 8 + 4 + 4 + 8;

  /** Bytes of a segment file that holds nothing. */
  static final int OVERHEAD = HEADER + TRAILER;

  private static final long HEADER_MAGIC = 0x434F524E53454731L; // "CORNSEG1"
  private static final long FOOTER_MAGIC = 0x434F524E454E4431L; // "CORNEND1"
  private static final int VERSION = 1;

  static byte[] header(SegmentName name) {
    byte[] bytes = new byte[HEADER];
    ByteBuffer.wrap(bytes)
        .putLong(HEADER_MAGIC)
        .putInt(VERSION)
        .putLong(name.first())
        .putLong(name.last())
        .putInt(name.generation());
    Records.putInt(bytes, HEADER - 4, Records.crc(bytes, 0, HEADER - 4));
    return bytes;
  }

  /**
   * Whether the file begins with a sound header of this segment. One that is sound and says
   * something else was not torn by a power loss: that is damage.
   */
  static boolean hasHeader(DiskFile file, SegmentName name) throws IOException {
    byte[] found = new byte[HEADER];
    if (file.read(ByteBuffer.wrap(found), 0) < HEADER
        || Records.intAt(found, HEADER - 4) != Records.crc(found, 0, HEADER - 4)) {
      return false;
    }
    if (!Arrays.equals(found, header(name))) {
      boolean version = Records.longAt(found, 0) == HEADER_MAGIC && Records.intAt(found, 8) > 1;
      String reason = version ? "a newer format than this program knows" : "not this segment";
      throw new DamagedStoreException(name.fileName(), 0, "the header says: " + reason);
    }
    return true;
  }

  /** The footer of a segment whose body is complete. */
  static ByteBuffer encode(Segment segment) {
    BlockIndex index = segment.index;
    int blocks = index.size();
    ByteBuffer out = ByteBuffer.allocate(Math.addExact(Math.multiplyExact(blocks, ENTRY), TRAILER));
    for (int i = 0; i < blocks; i++) {
      out.putLong(index.main(i)).putInt(index.sub(i));
      out.putLong(index.start(i)).putInt(index.length(i));
    }
    Revision last = Objects.requireNonNullElse(segment.last(), new Revision(0, 0));
    out.putLong(segment.end()).putInt(blocks);
    out.putLong(segment.changes()).putLong(segment.changeBytes());
    out.putLong(last.main()).putInt((int) last.sub());
    SegmentName name = segment.name;
    out.putLong(name.first()).putLong(name.last()).putInt(name.generation());
    out.putInt(Records.crc(out.array(), 0, out.position()));
    return out.putLong(FOOTER_MAGIC).flip();
  }

  /** Reads the footer of this segment; null if the file does not end with a sound one. */
  static @Nullable Footer read(DiskFile file, SegmentName name) throws IOException {
    long size = file.size();
    if (size < OVERHEAD) {
      return null;
    }
    ByteBuffer trailer = read(file, size - TRAILER, TRAILER);
    long bodyEnd = trailer.getLong();
    int blocks = trailer.getInt();
    boolean fits =
        trailer.getLong(TRAILER - 8) == FOOTER_MAGIC
            && blocks >= 0
            && bodyEnd >= HEADER
            && bodyEnd + (long) blocks * ENTRY + TRAILER == size
            && size - bodyEnd <= Integer.MAX_VALUE;
    if (!fits) {
      return null;
    }
    byte[] whole = read(file, bodyEnd, (int) (size - bodyEnd)).array();
    int checked = whole.length - 12;
    if (Records.crc(whole, 0, checked) != Records.intAt(whole, checked)) {
      return null;
    }
    return decode(ByteBuffer.wrap(whole), name);
  }

  private static @Nullable Footer decode(ByteBuffer in, SegmentName name) {
    BlockIndex index = new BlockIndex();
    int blocks = (in.remaining() - TRAILER) / ENTRY;
    for (int i = 0; i < blocks; i++) {
      index.add(in.getLong(), in.getInt(), in.getLong(), in.getInt());
    }
    long bodyEnd = in.getLong();
    in.getInt();
    long changes = in.getLong();
    long changeBytes = in.getLong();
    Revision last = new Revision(in.getLong(), in.getInt());
    SegmentName found = new SegmentName(in.getLong(), in.getLong(), in.getInt());
    return found.equals(name)
        ? new Footer(index, bodyEnd, changes, changeBytes, changes == 0 ? null : last)
        : null;
  }

  private static ByteBuffer read(DiskFile file, long position, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    int count = file.read(target, position);
    if (count < length) {
      throw new IOException("read " + count + " of " + length + " bytes inside of a file");
    }
    return target.flip();
  }
}
