package io.cornerstone.client;

import java.util.Arrays;

/**
 * A half-open range of keys: {@code [key, rangeEnd)}, as the wire writes it.
 *
 * <p>An empty {@code rangeEnd} means the single key; a {@code rangeEnd} of one zero byte means "no
 * end". A {@code rangeEnd} at or below the key is an empty range: a get or delete finds nothing, a
 * watch is refused.
 *
 * @param key the first key of the range
 * @param rangeEnd the first key behind the range
 */
public record KeyRange(Bytes key, Bytes rangeEnd) {
  private static final Bytes ZERO = Bytes.of(new byte[1]);

  /** Exactly one key. */
  public static KeyRange single(Bytes key) {
    return new KeyRange(key, Bytes.EMPTY);
  }

  /** All keys that begin with a prefix; the empty prefix is every key. */
  public static KeyRange prefix(Bytes prefix) {
    return prefix.isEmpty() ? all() : new KeyRange(prefix, prefixEnd(prefix));
  }

  /** All keys that begin with a prefix, given as text. */
  public static KeyRange prefix(String prefix) {
    return prefix(Bytes.of(prefix));
  }

  /** This key and all behind it. */
  public static KeyRange from(Bytes key) {
    return new KeyRange(key.isEmpty() ? ZERO : key, ZERO);
  }

  /** All keys x with {@code from <= x < until}. */
  public static KeyRange between(Bytes from, Bytes until) {
    return new KeyRange(from, until);
  }

  /** Every key. */
  public static KeyRange all() {
    return new KeyRange(ZERO, ZERO);
  }

  /** Whether this names one key. */
  public boolean isSingle() {
    return rangeEnd.isEmpty();
  }

  /** Whether a key lies in the range. */
  public boolean contains(Bytes candidate) {
    if (isSingle()) {
      return candidate.equals(key);
    }
    return candidate.compareTo(key) >= 0
        && (rangeEnd.equals(ZERO) || candidate.compareTo(rangeEnd) < 0);
  }

  /** The first key behind all keys with this prefix: the last byte below 0xff goes up by one. */
  private static Bytes prefixEnd(Bytes prefix) {
    byte[] end = prefix.toByteArray();
    for (int i = end.length - 1; i >= 0; i--) {
      if (end[i] != (byte) 0xff) {
        end[i]++;
        return Bytes.of(Arrays.copyOf(end, i + 1));
      }
    }
    return ZERO;
  }
}
