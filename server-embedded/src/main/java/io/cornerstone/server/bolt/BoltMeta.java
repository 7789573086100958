package io.cornerstone.server.bolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** What a meta page says. */
record BoltMeta(int pageBytes, long rootPage, long pages, long transaction) {

  /** Reads a meta page; null if it is none, or damaged. */
  static @Nullable BoltMeta read(byte[] page) {
    int at = PageFormat.HEADER_BYTES;
    if (page.length < at + PageFormat.META_BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    long sum = PageFormat.checksum(page, at, PageFormat.META_CHECKED_BYTES);
    if (in.getInt(at) != PageFormat.MAGIC
        || in.getInt(at + 4) != PageFormat.VERSION
        || in.getLong(at + PageFormat.META_CHECKED_BYTES) != sum) {
      return null;
    }
    BoltMeta meta =
        new BoltMeta(
            in.getInt(at + 8), in.getLong(at + 16), in.getLong(at + 40), in.getLong(at + 48));
    return meta.isSensible() ? meta : null;
  }

  private boolean isSensible() {
    return pageBytes >= PageFormat.PAGE_BYTES_MIN
        && pageBytes <= PageFormat.PAGE_BYTES_MAX
        && Integer.bitCount(pageBytes) == 1
        && pages > 2
        && pages <= Long.MAX_VALUE / pageBytes
        && rootPage >= 2
        && rootPage < pages;
  }
}
