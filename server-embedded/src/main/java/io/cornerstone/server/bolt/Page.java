package io.cornerstone.server.bolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tree page as it was read, its element table checked: every key and value that it names lies
 * inside it.
 */
final class Page {
  private final String file;
  private final long position;
  private final byte[] bytes;
  private final ByteBuffer numbers;
  private final boolean isLeaf;
  private final int count;

  /** Where the parts of an element are in the page. */
  record Span(int key, int keyBytes, int valueBytes) {}

  /**
   * @param position of the page in the file, for messages
   * @param bytes the page from its header on, with its overflow pages
   */
  Page(String file, long position, byte[] bytes) throws DamagedFileException {
    this.file = file;
    this.position = position;
    this.bytes = bytes;
    this.numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int flags = numbers.getShort(8) & 0xFFFF;
    if (flags != PageFormat.LEAF && flags != PageFormat.BRANCH) {
      throw damaged(8, "a page of a tree has the flags " + flags);
    }
    this.isLeaf = flags == PageFormat.LEAF;
    this.count = numbers.getShort(10) & 0xFFFF;
    if (elementsEnd() > bytes.length) {
      throw damaged(10, "a page of " + bytes.length + " bytes has " + count + " elements");
    }
  }

  boolean isLeaf() {
    return isLeaf;
  }

  int count() {
    return count;
  }

  private int elementsEnd() {
    return at(count);
  }

  private static int at(int index) {
    return PageFormat.HEADER_BYTES + index * PageFormat.ELEMENT_BYTES;
  }

  /** Flags of a leaf's element. */
  int flags(int index) {
    return numbers.getInt(at(index));
  }

  /** Child page of a branch's element. */
  long child(int index) {
    return numbers.getLong(at(index) + 8);
  }

  byte[] key(int index) throws DamagedFileException {
    Span span = span(index);
    return Arrays.copyOfRange(bytes, span.key(), span.key() + span.keyBytes());
  }

  byte[] value(int index) throws DamagedFileException {
    Span span = span(index);
    int from = span.key() + span.keyBytes();
    return Arrays.copyOfRange(bytes, from, from + span.valueBytes());
  }

  private Span span(int index) throws DamagedFileException {
    int at = at(index);
    int where = isLeaf ? at + 4 : at;
    long key = at + Integer.toUnsignedLong(numbers.getInt(where));
    long keyBytes = Integer.toUnsignedLong(numbers.getInt(where + 4));
    long valueBytes = isLeaf ? Integer.toUnsignedLong(numbers.getInt(where + 8)) : 0;
    if (key < elementsEnd() || key + keyBytes + valueBytes > bytes.length) {
      throw damaged(at, "an element reaches outside its page");
    }
    return new Span((int) key, (int) keyBytes, (int) valueBytes);
  }

  DamagedFileException damaged(int offset, String reason) {
    return new DamagedFileException(file, position + offset, reason);
  }
}
