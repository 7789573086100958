package io.cornerstone.client.internal.wire;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cornerstone.client.Bytes;
import io.cornerstone.client.internal.BytesAccess;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Between our bytes and those of protobuf, without a copy: both are immutable. */
public final class ByteStrings {
  private ByteStrings() {}

  /** For a request. */
  public static ByteString of(Bytes bytes) {
    return bytes.isEmpty()
        ? ByteString.EMPTY
        : UnsafeByteOperations.unsafeWrap(BytesAccess.array(bytes));
  }

  /** From an answer. */
  public static Bytes from(ByteString bytes) {
    if (bytes.isEmpty()) {
      return Bytes.EMPTY;
    }
    Whole whole = new Whole(bytes.size());
    try {
      UnsafeByteOperations.unsafeWriteTo(bytes, whole);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    byte[] array = whole.array;
    return BytesAccess.wrap(array == null ? bytes.toByteArray() : array);
  }

  /** Takes the array of a byte string that is exactly one array. */
  private static final class Whole extends ByteOutput {
    private final int size;
    private byte @Nullable [] array;

    Whole(int size) {
      this.size = size;
    }

    @Override
    public void writeLazy(byte[] value, int offset, int length) {
      if (offset == 0 && length == size && value.length == size) {
        array = value;
      }
    }

    // Anything else is copied by the caller.

    @Override
    public void write(byte value) {}

    @Override
    public void write(byte[] value, int offset, int length) {}

    @Override
    public void write(ByteBuffer value) {}

    @Override
    public void writeLazy(ByteBuffer value) {}
  }
}
