package io.cornerstone.server.store;

import io.cornerstone.server.env.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The newest bytes of a segment, in memory: what is not yet in the file, and a bounded rest before
 * it, since new data is read most. Memory grows in chunks as data comes, so that an idle store
 * costs little. No record crosses a chunk.
 *
 * <p>The writer adds; readers on any thread find a chunk or, if it was let go of, read the file,
 * which had it first.
 */
final class Tail {
  private static final int SMALLEST_CHUNK = 8 << 10;
  private static final int LARGEST_CHUNK = 256 << 10;

  /** A run of bytes of the segment. */
  static final class Chunk {
    final long start;
    final byte[] bytes;
    private int used; // Writer only; readers go by the published length of the segment.

    Chunk(long start, int capacity) {
      this.start = start;
      this.bytes = new byte[capacity];
    }

    private int flushedAt(long flushed) {
      return (int) Math.max(0, Math.min(used, flushed - start));
    }
  }

  private final long keptBytesMax;
  private volatile Chunk[] chunks = {};
  private long flushed;
  private long end;
  private int nextChunkBytes = SMALLEST_CHUNK;

  /**
   * @param start the length of the file now
   * @param keptBytesMax how much may stay in memory after it was written
   */
  Tail(long start, long keptBytesMax) {
    this.flushed = start;
    this.end = start;
    this.keptBytesMax = keptBytesMax;
  }

  /** A chunk with room for {@code length} bytes at the end. */
  Chunk reserve(int length) {
    Chunk[] now = chunks;
    Chunk last = now.length == 0 ? null : now[now.length - 1];
    if (last != null && last.bytes.length - last.used >= length) {
      return last;
    }
    Chunk fresh = new Chunk(end, Math.max(length, nextChunkBytes));
    nextChunkBytes = Math.min(LARGEST_CHUNK, nextChunkBytes * 2);
    Chunk[] grown = Arrays.copyOf(now, now.length + 1);
    grown[now.length] = fresh;
    chunks = grown;
    return fresh;
  }

  /** Where in the last chunk the next byte goes. */
  int used(Chunk last) {
    return last.used;
  }

  /** {@code length} bytes of the last chunk were filled. */
  void filled(Chunk last, int length) {
    last.used += length;
    end += length;
  }

  long end() {
    return end;
  }

  long unflushedBytes() {
    return end - flushed;
  }

  /** The chunk that holds this position, if it is still in memory. */
  @Nullable Chunk find(long position) {
    Chunk[] now = chunks;
    for (int i = now.length - 1; i >= 0; i--) {
      if (now[i].start <= position) {
        return now[i];
      }
    }
    return null;
  }

  /** All before this position is in the file; from here on memory has it. */
  long start() {
    Chunk[] now = chunks;
    return now.length == 0 ? Long.MAX_VALUE : now[0].start;
  }

  /** Writes what the file does not have yet, and lets go of the oldest chunks. */
  void flush(DiskFile file) throws IOException {
    for (Chunk chunk : chunks) {
      int from = chunk.flushedAt(flushed);
      if (from < chunk.used) {
        file.write(ByteBuffer.wrap(chunk.bytes, from, chunk.used - from), chunk.start + from);
        flushed = chunk.start + chunk.used;
      }
    }
    trim(keptBytesMax);
  }

  /** Lets go of all that the file has. */
  void release() {
    chunks = new Chunk[0];
  }

  private void trim(long keep) {
    Chunk[] now = chunks;
    long kept = 0;
    int from = now.length;
    while (from > 0 && (from == now.length || kept + now[from - 1].bytes.length <= keep)) {
      from--;
      kept += now[from].bytes.length;
    }
    if (from > 0) {
      chunks = Arrays.copyOfRange(now, from, now.length);
    }
  }
}
