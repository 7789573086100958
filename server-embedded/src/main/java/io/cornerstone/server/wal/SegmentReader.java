package io.cornerstone.server.wal;

import io.cornerstone.server.env.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the batches of one segment and judges what follows the last good one.
 *
 * <p>A batch is written only after the sync of the batch before it has succeeded. So at most one
 * batch, the last of the log, can be unfinished, and only in the last segment. It is cut off if
 * what is there looks exactly like an interrupted write (see {@link Frame}): each sector whole or
 * zero, nothing of a later batch, and at most the very end cut in the middle of a frame. Everything
 * else is damage, because it means that something is wrong which a sync had made durable.
 */
final class SegmentReader {
  private final Path path;
  private final SegmentHeader header;
  private final SectorWindow window;
  private final Frame.Sums sums = new Frame.Sums();
  private byte[] payload = new byte[4096]; // Of the batch being read.
  private int payloadBytes;
  private long lastStart = SegmentHeader.BYTES; // Where the last good batch began.
  private long position = SegmentHeader.BYTES; // Where it ended.
  private long nextBatch;
  private int chain;
  private boolean isCut;

  // What parse() found, if the frame is whole.
  private long frameBatch;
  private boolean frameIsLast;
  private int frameBytes;
  private int frameSum;

  private enum Found {
    WHOLE,
    ZERO,
    BAD_LENGTH,
    UNFINISHED,
    BAD_SUM
  }

  private SegmentReader(Path path, SegmentHeader header, SectorWindow window) {
    this.path = path;
    this.header = header;
    this.window = window;
    this.nextBatch = header.firstBatch();
    this.chain = header.chain();
  }

  static SegmentReader open(DiskFile file, Path path, SegmentName name) throws IOException {
    SectorWindow window = new SectorWindow(file);
    byte[] sector = new byte[SegmentHeader.BYTES];
    window.copy(0, sector, 0, sector.length);
    return new SegmentReader(path, SegmentHeader.parse(sector, name, path), window);
  }

  SegmentHeader header() {
    return header;
  }

  /** Where the last batch that was read ends. */
  long position() {
    return position;
  }

  /** Where the batch that ends at {@link #position} begins. */
  long lastStart() {
    return lastStart;
  }

  long nextBatch() {
    return nextBatch;
  }

  /** The chain of checksums up to {@link #position}. */
  int chain() {
    return chain;
  }

  /** Whether an unfinished batch follows {@link #position} and must be cut off. */
  boolean isCut() {
    return isCut;
  }

  /**
   * The records of the next batch, valid until the next call; null after the last one.
   *
   * @param isLastSegment whether an unfinished batch may follow
   */
  @Nullable ByteBuffer next(boolean isLastSegment) throws IOException {
    payloadBytes = 0;
    int summed = chain;
    long at = position;
    while (true) {
      at = Frame.startAt(at);
      Found found = parse(at);
      if (found != Found.WHOLE || frameBatch != nextBatch) {
        endAt(at, found, isLastSegment);
        return null;
      }
      append(at + Frame.HEAD_BYTES);
      summed = sums.chained(summed, frameSum);
      at += frameBytes + Frame.OVERHEAD_BYTES;
      if (frameIsLast) {
        return finish(at, summed);
      }
    }
  }

  private ByteBuffer finish(long end, int summed) throws Wal.DamagedException {
    ByteBuffer batch = ByteBuffer.wrap(payload, 0, payloadBytes).order(ByteOrder.LITTLE_ENDIAN);
    if (payloadBytes < RecordWriter.CHAIN_BYTES || batch.getInt() != chain) {
      throw damaged(position, "batch " + nextBatch + " does not belong to what comes before it");
    }
    lastStart = position;
    position = end;
    chain = summed;
    nextBatch++;
    return batch;
  }

  private void append(long from) throws IOException {
    if (payloadBytes + frameBytes > payload.length) {
      payload = Arrays.copyOf(payload, Math.max(payloadBytes + frameBytes, payload.length * 2));
    }
    window.copy(from, payload, payloadBytes, frameBytes);
    payloadBytes += frameBytes;
  }

  /** Decides what it means that no frame of the expected batch is at {@code at}. */
  private void endAt(long at, Found found, boolean isLastSegment) throws IOException {
    boolean betweenBatches = payloadBytes == 0;
    if (betweenBatches && window.isZeroFrom(at) && nextBatch > header.firstBatch()) {
      return;
    }
    // The first batch was durable before the file got its name.
    if (!isLastSegment || nextBatch == header.firstBatch()) {
      throw damaged(at, describe(found) + " inside of what was synced");
    }
    requireInterruptedWrite(at);
    isCut = true;
  }

  private void requireInterruptedWrite(long from) throws IOException {
    long at = from;
    while (at < window.size()) {
      Found found = parse(at);
      switch (found) {
        case WHOLE -> {
          if (frameBatch != nextBatch) {
            throw damaged(
                from, "batch " + nextBatch + " is broken, and batch " + frameBatch + " follows");
          }
          at = Frame.startAt(at + frameBytes + Frame.OVERHEAD_BYTES);
        }
        case ZERO -> at += Frame.roomAt(at);
        case BAD_LENGTH -> {
          requireZero(at + 4, at, found);
          return;
        }
        case UNFINISHED -> {
          requireZero(at + Frame.HEAD_BYTES + frameBytes + 4, at, found);
          return;
        }
        case BAD_SUM -> throw damaged(at, describe(found));
      }
    }
  }

  /** Where a frame breaks off, nothing may follow. */
  private void requireZero(long from, long at, Found found) throws IOException {
    if (!window.isZeroFrom(from)) {
      throw damaged(at, describe(found) + ", and more follows");
    }
  }

  private String describe(Found found) {
    return switch (found) {
      case WHOLE -> "batch " + frameBatch + " in place of batch " + nextBatch;
      case ZERO -> "zeros in place of batch " + nextBatch;
      case BAD_LENGTH -> "no frame";
      case UNFINISHED -> "a frame without end";
      case BAD_SUM -> "a wrong checksum";
    };
  }

  /** Looks at the place where a frame may begin; the checksum comes before any use of content. */
  private Found parse(long at) throws IOException {
    int room = Frame.roomAt(at);
    if (window.isZero(at, room)) {
      return Found.ZERO;
    }
    ByteBuffer bytes = window.at(at, room);
    int length = Short.toUnsignedInt(bytes.getShort());
    int inverted = Short.toUnsignedInt(bytes.getShort());
    if ((length ^ inverted) != 0xffff || length == 0 || length > room - Frame.OVERHEAD_BYTES) {
      return Found.BAD_LENGTH;
    }
    frameBytes = length;
    byte mark = window.at(at + Frame.HEAD_BYTES + length + 4, 1).get();
    if (mark == 0) {
      return Found.UNFINISHED;
    }
    long batch = bytes.getLong();
    int written = window.at(at + Frame.HEAD_BYTES + length, 4).getInt();
    frameSum = sums.ofFrame(header.name().sequence(), at, window.at(at, Frame.HEAD_BYTES + length));
    if (mark != Frame.END_MARK || frameSum != written) {
      return Found.BAD_SUM;
    }
    frameBatch = batch >>> 1;
    frameIsLast = (batch & 1) != 0;
    return Found.WHOLE;
  }

  Wal.DamagedException damaged(long at, String reason) {
    return new Wal.DamagedException(path, at, reason);
  }
}
