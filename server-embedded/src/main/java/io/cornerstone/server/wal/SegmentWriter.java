package io.cornerstone.server.wal;

import io.cornerstone.server.env.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The segment that is being written.
 *
 * <p>It is filled with zeros ahead of what is written, and the zeros are durable before anything is
 * written over them. So a sync need not allocate blocks, and what a lost write leaves behind is
 * known to be zero: the reader relies on that to tell an interrupted write from damage. They are
 * written with a batch before it, and share its sync.
 */
final class SegmentWriter {
  private static final int FILL_MIN = 256 * 1024;
  private static final int FILL_MAX = 4 * 1024 * 1024;
  private static final int PAGE = 4096;
  private static final int SMALL = 16 * 1024;
  private static final int KEPT_MAX = 8 * 1024 * 1024;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final ByteBuffer ZEROS =
      ByteBuffer.allocateDirect(64 * 1024).asReadOnlyBuffer(); // Only ever duplicated.

  private final DiskFile file;
  private final SegmentName name;
  private final long segmentBytes;
  private final Frame.Sums sums = new Frame.Sums();
  private ByteBuffer buffer = NOTHING; // Allocated at the first write.
  private long position; // Where the last batch ended.
  private long filled; // Zeros are durable in [position, filled).
  private long nextBatch;
  private int chain;

  /** A file that holds nothing yet. */
  SegmentWriter(DiskFile file, SegmentHeader header, long segmentBytes) {
    this(file, header.name(), segmentBytes, 0, 0, header.firstBatch(), header.chain());
  }

  private SegmentWriter(
      DiskFile file,
      SegmentName name,
      long segmentBytes,
      long position,
      long filled,
      long nextBatch,
      int chain) {
    this.file = file;
    this.name = name;
    this.segmentBytes = segmentBytes;
    this.position = position;
    this.filled = filled;
    this.nextBatch = nextBatch;
    this.chain = chain;
  }

  /** Goes on in a file whose batches were all read. */
  static SegmentWriter after(SegmentReader reader, DiskFile file, long segmentBytes)
      throws IOException {
    return new SegmentWriter(
        file,
        reader.header().name(),
        segmentBytes,
        reader.position(),
        file.size(),
        reader.nextBatch(),
        reader.chain());
  }

  SegmentName name() {
    return name;
  }

  long nextBatch() {
    return nextBatch;
  }

  int chain() {
    return chain;
  }

  boolean isFull() {
    return position >= segmentBytes;
  }

  /** Writes header, first batch and the first zeros, and makes them durable. */
  void begin(SegmentHeader header, RecordWriter records) throws IOException {
    reserve(SegmentHeader.BYTES);
    header.putInto(buffer);
    position = SegmentHeader.BYTES;
    long end = frame(records);
    flush(0);
    position = end;
    fill(fillTarget(end));
    file.sync();
  }

  /** Writes one batch with one write, and makes it durable with one sync. */
  void write(RecordWriter records) throws IOException {
    buffer = buffer.capacity() > KEPT_MAX ? NOTHING : buffer.clear();
    long from = position;
    long end = frame(records);
    if (end > filled) { // More at once than was filled ahead.
      fill(fillTarget(end));
      file.sync();
    }
    flush(from);
    if (filled - end < ahead(end) / 2) {
      fill(fillTarget(end));
    }
    file.sync();
    position = end;
  }

  /** Appends the frames of a batch to the buffer; returns where in the file they end. */
  private long frame(RecordWriter records) {
    ByteBuffer payload = records.payload(chain);
    reserve(payload.remaining());
    long at = position;
    while (payload.hasRemaining()) {
      long start = Frame.startAt(at);
      skip((int) (start - at));
      int count = Math.min(payload.remaining(), Frame.roomAt(start) - Frame.OVERHEAD_BYTES);
      boolean isLast = count == payload.remaining();
      ByteBuffer piece = payload.slice(payload.position(), count);
      payload.position(payload.position() + count);
      frame(start, piece, isLast);
      at = start + count + Frame.OVERHEAD_BYTES;
    }
    nextBatch++;
    return at;
  }

  private void frame(long start, ByteBuffer piece, boolean isLast) {
    int from = buffer.position();
    int count = piece.remaining();
    buffer.putShort((short) count).putShort((short) ~count);
    buffer.putLong(nextBatch * 2 + (isLast ? 1 : 0)).put(piece);
    ByteBuffer summed = buffer.duplicate().flip().position(from);
    int sum = sums.ofFrame(name.sequence(), start, summed);
    buffer.putInt(sum).put(Frame.END_MARK);
    chain = sums.chained(chain, sum);
  }

  // The buffer may hold an old batch, and what is skipped must be zero.
  private void skip(int count) {
    for (int i = 0; i < count; i++) {
      buffer.put((byte) 0);
    }
  }

  private void reserve(int payloadBytes) {
    int perFrame = Frame.SECTOR - Frame.OVERHEAD_BYTES;
    long frames = payloadBytes / perFrame + 2L; // The first and the last may be partial.
    int needed = Math.toIntExact(buffer.position() + (frames + 1) * Frame.SECTOR);
    if (needed > buffer.capacity()) {
      buffer = allocate(Math.max(SMALL, needed + needed / 2)).put(buffer.flip());
    }
  }

  private void flush(long at) throws IOException {
    file.write(buffer.flip(), at);
  }

  /** As much ahead as was written so far, within bounds: a young log costs little. */
  private long fillTarget(long end) {
    long target = Math.max(end, Math.min(end + ahead(end), segmentBytes));
    return (target + PAGE - 1) / PAGE * PAGE;
  }

  private static long ahead(long end) {
    return Math.min(FILL_MAX, Math.max(FILL_MIN, end));
  }

  private void fill(long until) throws IOException {
    for (long at = Math.max(filled, position); at < until; ) {
      int count = (int) Math.min(ZEROS.capacity(), until - at);
      file.write(ZEROS.duplicate().limit(count), at);
      at += count;
    }
    filled = Math.max(filled, until);
  }

  void close() throws IOException {
    file.close();
  }

  private static ByteBuffer allocate(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
