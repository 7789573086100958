package io.cornerstone.client;

import io.cornerstone.client.internal.BytesAccess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An immutable string of bytes: a key, a value, or the end of a range.
 *
 * <p>Ordered as etcd orders keys: byte by byte, unsigned, a shorter one before its extensions.
 */
public final class Bytes implements Comparable<Bytes> {
  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  static {
    BytesAccess.register(
        new BytesAccess() {
          @Override
          protected byte[] arrayOf(Bytes bytes) {
            return bytes.array;
          }

          @Override
          protected Bytes wrapArray(byte[] array) {
            return array.length == 0 ? EMPTY : new Bytes(array);
          }
        });
  }

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** The UTF-8 form of a text. */
  public static Bytes of(String text) {
    return text.isEmpty() ? EMPTY : new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of an array. */
  public static Bytes of(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array.clone());
  }

  /**
   * The bytes that hexadecimal digits stand for; the inverse of {@link #hex()}.
   *
   * @throws IllegalArgumentException if the text is not an even number of hexadecimal digits
   */
  public static Bytes fromHex(String digits) {
    return new Bytes(HexFormat.of().parseHex(digits));
  }

  /** How many bytes there are. */
  public int size() {
    return array.length;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return array.length == 0;
  }

  /**
   * One byte, as a number from 0 to 255.
   *
   * @throws IndexOutOfBoundsException if the index is not below {@link #size()}
   */
  public int unsignedAt(int index) {
    return Byte.toUnsignedInt(array[index]);
  }

  /** Whether these bytes begin with all of the others. */
  public boolean startsWith(Bytes prefix) {
    int length = prefix.array.length;
    return length <= array.length && Arrays.equals(array, 0, length, prefix.array, 0, length);
  }

  /** These bytes, then the others. */
  public Bytes concat(Bytes other) {
    if (other.isEmpty()) {
      return this;
    }
    byte[] joined = Arrays.copyOf(array, array.length + other.array.length);
    System.arraycopy(other.array, 0, joined, array.length, other.array.length);
    return new Bytes(joined);
  }

  /**
   * The bytes from an index until the end.
   *
   * @throws IndexOutOfBoundsException if the index is negative or above {@link #size()}
   */
  public Bytes substring(int from) {
    if (from < 0 || from > array.length) {
      throw new IndexOutOfBoundsException(from);
    }
    return from == 0 ? this : new Bytes(Arrays.copyOfRange(array, from, array.length));
  }

  /** A copy as an array. */
  public byte[] toByteArray() {
    return array.clone();
  }

  /** A read-only view; copies nothing. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array).asReadOnlyBuffer();
  }

  /** The text whose UTF-8 form this is; bytes that are no UTF-8 come out as U+FFFD. */
  public String utf8() {
    return new String(array, StandardCharsets.UTF_8);
  }

  /** Lower-case hexadecimal digits, two per byte. */
  public String hex() {
    return HexFormat.of().formatHex(array);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** The text if all of it is printable ASCII, else the hexadecimal form; cut after 64 bytes. */
  @Override
  public String toString() {
    int shown = Math.min(array.length, 64);
    String more = array.length > shown ? "... (" + array.length + " bytes)" : "";
    for (int i = 0; i < shown; i++) {
      if (array[i] < 0x20 || array[i] > 0x7e) {
        return "0x" + HexFormat.of().formatHex(array, 0, shown) + more;
      }
    }
    return new String(array, 0, shown, StandardCharsets.US_ASCII) + more;
  }
}
