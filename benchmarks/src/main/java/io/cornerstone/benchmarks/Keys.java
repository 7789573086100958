package io.cornerstone.benchmarks;

import java.nio.charset.StandardCharsets;

/** Keys of equal length: a prefix and eight digits. */
final class Keys {
  private static final int DIGITS = 8;

  private Keys() {}

  /** Written by hand, as a formatter would cost more than the client under load. */
  static byte[] of(String prefix, int number) {
    byte[] start = prefix.getBytes(StandardCharsets.ISO_8859_1);
    byte[] key = new byte[start.length + DIGITS];
    System.arraycopy(start, 0, key, 0, start.length);
    int rest = number;
    for (int i = key.length - 1; i >= start.length; i--) {
      key[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return key;
  }
}
