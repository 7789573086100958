package io.cornerstone.server.bolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives out page numbers in ascending order, and writes pages unless it only counts. */
final class PageAppender {
  /** Two meta pages and the free list come before the trees. */
  private static final long FIRST_PAGE = 3;

  /**
   * One element of a tree page.
   *
   * @param flags of a leaf's element
   * @param child page of a branch's element
   * @param value empty in a branch
   */
  record Element(byte[] key, byte[] value, int flags, long child) {
    int bytes() {
      return PageFormat.ELEMENT_BYTES + key.length + value.length;
    }
  }

  private final @Nullable PageOutput output;
  private long next = FIRST_PAGE;

  /**
   * @param output null to count only
   */
  PageAppender(@Nullable PageOutput output) {
    this.output = output;
  }

  /** The number of the next page, and how many there are by now. */
  long next() {
    return next;
  }

  /** Appends a page of a tree, with overflow pages if needed, and returns its number. */
  long append(int kind, List<Element> elements, int elementBytes) {
    int bytes = PageFormat.HEADER_BYTES + elementBytes;
    int count = (bytes + PageFormat.PAGE_BYTES - 1) / PageFormat.PAGE_BYTES;
    long id = next;
    next += count;
    if (output != null) {
      output.write(encode(id, kind, elements, count));
    }
    return id;
  }

  private static byte[] encode(long id, int kind, List<Element> elements, int pages) {
    byte[] bytes = new byte[Math.multiplyExact(pages, PageFormat.PAGE_BYTES)];
    ByteBuffer page = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    putHeader(page, id, kind, elements.size(), pages - 1);
    int at = PageFormat.HEADER_BYTES;
    int body = at + elements.size() * PageFormat.ELEMENT_BYTES;
    for (Element element : elements) {
      int position = body - at;
      if (kind == PageFormat.LEAF) {
        page.putInt(at, element.flags());
        page.putInt(at + 4, position);
        page.putInt(at + 8, element.key().length);
        page.putInt(at + 12, element.value().length);
      } else {
        page.putInt(at, position);
        page.putInt(at + 4, element.key().length);
        page.putLong(at + 8, element.child());
      }
      page.put(body, element.key()).put(body + element.key().length, element.value());
      at += PageFormat.ELEMENT_BYTES;
      body += element.key().length + element.value().length;
    }
    return bytes;
  }

  /** Writes the pages before the trees: both meta pages, and a list of no free pages. */
  void writeHead(FileLayout layout) {
    if (output != null) {
      ByteBuffer head =
          ByteBuffer.allocate((int) FIRST_PAGE * PageFormat.PAGE_BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      putMeta(head, 0, layout);
      putMeta(head, 1, layout);
      head.position(2 * PageFormat.PAGE_BYTES);
      putHeader(head, 2, PageFormat.FREE_LIST, 0, 0);
      output.write(head.array());
    }
  }

  /**
   * Of two sound meta pages a reader takes the one with the higher transaction, here the second.
   */
  private static void putMeta(ByteBuffer head, int id, FileLayout layout) {
    int at = id * PageFormat.PAGE_BYTES;
    head.position(at);
    putHeader(head, id, PageFormat.META, 0, 0);
    head.putInt(PageFormat.MAGIC)
        .putInt(PageFormat.VERSION)
        .putInt(PageFormat.PAGE_BYTES)
        .putInt(0) // Flags: none are known.
        .putLong(layout.rootPage())
        .putLong(0) // Sequence of the root bucket.
        .putLong(2) // The free list.
        .putLong(layout.pages())
        .putLong(id); // Transaction.
    int from = at + PageFormat.HEADER_BYTES;
    head.putLong(PageFormat.checksum(head.array(), from, PageFormat.META_CHECKED_BYTES));
  }

  private static void putHeader(ByteBuffer page, long id, int flags, int count, int overflow) {
    page.putLong(id).putShort((short) flags).putShort((short) count).putInt(overflow);
  }
}
