package io.cornerstone.server.mvcc;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a request's {@code key} and {@code range_end} stand for, in unsigned byte order:
 * {@code [from, until)}, or everything from {@code from} on.
 *
 * <p>An empty range end is the single key; a range end of one zero byte is no end; a range end at
 * or below the key is the empty set.
 */
public final class KeyRange {
  private final byte[] from;
  // Null if there is no end.
  private final byte @Nullable [] until;
  private final boolean single;

  private KeyRange(byte[] from, byte @Nullable [] until, boolean single) {
    this.from = from;
    this.until = until;
    this.single = single;
  }

  /** Reads the encoding of etcd's requests. */
  public static KeyRange of(ByteString key, ByteString rangeEnd) {
    final byte[] from = key.toByteArray();
    if (rangeEnd.isEmpty()) {
      return new KeyRange(from, successor(from), true);
    }
    final boolean endless = rangeEnd.size() == 1 && rangeEnd.byteAt(0) == 0;
    return new KeyRange(from, endless ? null : rangeEnd.toByteArray(), false);
  }

  /** True if the key lies in the range. */
  public boolean contains(ByteString key) {
    final byte[] bytes = key.toByteArray();
    return Arrays.compareUnsigned(from, bytes) <= 0
        && (until == null || Arrays.compareUnsigned(bytes, until) < 0);
  }

  /** The smallest key above {@code key}. */
  static byte[] successor(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  byte[] from() {
    return from;
  }

  byte @Nullable [] until() {
    return until;
  }

  /** True if the request named one key and not a range. */
  boolean isSingle() {
    return single;
  }
}
