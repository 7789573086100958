package io.cornerstone.server.store;

import com.google.protobuf.CodedOutputStream;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Adds records to the end of one segment. Records go to memory, where readers find them at once,
 * and from there to the file: at a commit, or when much has come together. One thread.
 */
final class SegmentWriter {
  /** More than this is not kept back from the file. */
  private static final int UNFLUSHED_MAX = 1 << 20;

  private final Segment segment;
  private final Tail tail;
  private Tail.@Nullable Chunk lastBlockChunk;
  private int chain;

  /**
   * @param tail of the segment
   * @param chain over the records that the segment has
   */
  SegmentWriter(Segment segment, Tail tail, int chain) {
    this.segment = segment;
    this.tail = tail;
    this.chain = chain;
  }

  /** A writer of a new, empty segment. */
  static SegmentWriter start(Segment segment, Tail tail) {
    byte[] header = Footer.header(segment.name);
    int chain = Records.intAt(header, header.length - 4);
    SegmentWriter writer = new SegmentWriter(segment, tail, chain);
    Tail.Chunk chunk = tail.reserve(header.length);
    System.arraycopy(header, 0, chunk.bytes, tail.used(chunk), header.length);
    tail.filled(chunk, header.length);
    segment.publish(tail.end());
    return writer;
  }

  Segment segment() {
    return segment;
  }

  /** The length of the segment, with what is not in the file yet. */
  long end() {
    return tail.end();
  }

  void change(Revision revision, boolean tombstone, KeyValue kv) throws IOException {
    int payload = Math.addExact(Records.CHANGE_PREFIX, kv.getSerializedSize());
    Invariant.check(payload <= Records.MAX_PAYLOAD, "a change of %s bytes", payload);
    int length = Records.FRAME + payload;
    Tail.Chunk chunk = tail.reserve(length);
    int at = tail.used(chunk);
    byte[] bytes = chunk.bytes;
    bytes[at + Records.FRAME] = tombstone ? Records.TOMBSTONE : Records.PUT;
    Records.putLong(bytes, at + Records.FRAME + 1, revision.main());
    Records.putInt(bytes, at + Records.FRAME + 9, (int) revision.sub());
    encode(kv, bytes, at + Records.FRAME + Records.CHANGE_PREFIX, payload - Records.CHANGE_PREFIX);
    Records.seal(bytes, at, at + length);
    addChange(chunk, revision, length);
  }

  private static void encode(KeyValue kv, byte[] target, int at, int length) {
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(target, at, length);
      kv.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException("the encoded length was wrong", e);
    }
  }

  /** Adds a sound change as it is on disk elsewhere. */
  void copyChange(byte[] source, int from, int length) throws IOException {
    Tail.Chunk chunk = tail.reserve(length);
    System.arraycopy(source, from, chunk.bytes, tail.used(chunk), length);
    addChange(chunk, Records.revisionOf(source, from), length);
  }

  private void addChange(Tail.Chunk chunk, Revision revision, int length) throws IOException {
    long start = tail.end();
    if (segment.index.isFull(start) || chunk != lastBlockChunk) {
      segment.index.add(revision.main(), (int) revision.sub(), start, length);
      lastBlockChunk = chunk;
    } else {
      segment.index.extendTo(start + length);
    }
    segment.count(revision, length);
    added(chunk, length);
  }

  void state(StateRecord record) throws IOException {
    add(record.encode());
  }

  void commit(LogPosition applied) throws IOException {
    CommitMark mark =
        new CommitMark(
            segment.name.first(),
            tail.end(),
            segment.durableEnd(),
            applied,
            segment.changes(),
            chain);
    add(mark.encode());
    flush();
  }

  private void add(byte[] record) throws IOException {
    Tail.Chunk chunk = tail.reserve(record.length);
    System.arraycopy(record, 0, chunk.bytes, tail.used(chunk), record.length);
    added(chunk, record.length);
  }

  private void added(Tail.Chunk chunk, int length) throws IOException {
    chain = CommitMark.chain(chain, Records.intAt(chunk.bytes, tail.used(chunk)));
    tail.filled(chunk, length);
    segment.publish(tail.end());
    if (tail.unflushedBytes() >= UNFLUSHED_MAX) {
      flush();
    }
  }

  void flush() throws IOException {
    tail.flush(segment.file());
    segment.setFileBytes(tail.end());
  }

  /** Ends the segment. Durable on return, but for its name. */
  void seal() throws IOException {
    flush();
    segment.file().sync(); // The footer promises that the body is whole: never before it.
    var footer = Footer.encode(segment);
    int footerBytes = footer.remaining();
    segment.file().write(footer, tail.end());
    segment.file().sync();
    segment.setFileBytes(tail.end() + footerBytes);
    tail.release();
  }
}
