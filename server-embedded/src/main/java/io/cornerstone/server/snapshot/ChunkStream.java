package io.cornerstone.server.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * Cuts a stream of bytes into chunks and digests them on the way. Call {@link #digest} after the
 * last byte: it flushes what is left.
 */
public final class ChunkStream extends OutputStream {
  /** Large enough to make the cost of a message vanish, small beside any message limit. */
  public static final int CHUNK_BYTES = 256 << 10;

  /** Where chunks go; may block until there is room. */
  public interface ChunkTarget {
    void accept(ByteString chunk) throws IOException;
  }

  private final ChunkTarget target;
  private final MessageDigest digest = Digests.sha256();
  private byte[] buffer = new byte[CHUNK_BYTES];
  private int filled;

  public ChunkStream(ChunkTarget target) {
    this.target = target;
  }

  @Override
  public void write(int oneByte) throws IOException {
    if (filled == buffer.length) {
      emit();
    }
    buffer[filled++] = (byte) oneByte;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, bytes.length);
    int done = 0;
    while (done < length) {
      if (filled == buffer.length) {
        emit();
      }
      final int part = Math.min(length - done, buffer.length - filled);
      System.arraycopy(bytes, from + done, buffer, filled, part);
      filled += part;
      done += part;
    }
  }

  /** Sends the rest and returns the SHA-256 of everything. */
  public ByteString digest() throws IOException {
    if (filled > 0) {
      emit();
    }
    return ByteString.copyFrom(digest.digest());
  }

  /** Gives the buffer away rather than copying it: the target may keep the chunk. */
  private void emit() throws IOException {
    digest.update(buffer, 0, filled);
    final ByteString chunk = UnsafeByteOperations.unsafeWrap(buffer, 0, filled);
    buffer = new byte[CHUNK_BYTES];
    filled = 0;
    target.accept(chunk);
  }
}
