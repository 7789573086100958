package io.cornerstone.server.bolt;

/**
 * The facts of the page file that writer and reader share. Numbers are little-endian.
 *
 * <p>A page begins with its id (8), flags (2), count of elements (2) and how many more pages it
 * takes (4). Elements of 16 bytes follow, then their keys and values; an element tells where its
 * key is, counted from the element itself. {@code docs/snapshot-file.md} has the whole picture.
 */
final class PageFormat {
  static final int MAGIC = 0xED0CDAED;
  static final int VERSION = 2;

  /** Of what is written here; a file that is read says its own. */
  static final int PAGE_BYTES = 4096;

  static final int PAGE_BYTES_MIN = 512;
  static final int PAGE_BYTES_MAX = 1 << 16;

  static final int HEADER_BYTES = 16;
  static final int ELEMENT_BYTES = 16;

  static final int BRANCH = 0x01;
  static final int LEAF = 0x02;
  static final int META = 0x04;
  static final int FREE_LIST = 0x10;

  /** Flag of a leaf's element: the value is the header of a bucket. */
  static final int BUCKET_ELEMENT = 0x01;

  /** Root page (8) and sequence (8); a bucket without a root page of its own follows inline. */
  static final int BUCKET_HEADER_BYTES = 16;

  /** Bytes of a meta page behind its header; the last 8 are the checksum of the others. */
  static final int META_BYTES = 64;

  static final int META_CHECKED_BYTES = META_BYTES - 8;

  /** The count of elements has 16 bits; the highest number means something else in a free list. */
  static final int ELEMENTS_MAX = 0xFFFE;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private PageFormat() {}

  /** FNV-1a, 64 bits. */
  static long checksum(byte[] bytes, int from, int length) {
    long hash = FNV_OFFSET;
    for (int i = from; i < from + length; i++) {
      hash = (hash ^ (bytes[i] & 0xFF)) * FNV_PRIME;
    }
    return hash;
  }
}
