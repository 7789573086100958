package io.cornerstone.server.bolt;

import io.cornerstone.server.bolt.PageAppender.Element;
import io.cornerstone.server.env.Invariant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds one tree from sorted entries without going back: a page is written as soon as it is full,
 * and its first key goes to the page above. Only one page per level is ever in memory, however
 * large the tree is; the root comes last.
 */
final class TreeWriter {
  private static final byte[] NONE = {};

  private final PageAppender pages;
  // The leaf first, then the branches above it; each is the page that is being filled.
  private final List<Level> levels = new ArrayList<>();
  private byte @Nullable [] lastKey;

  private static final class Level {
    final int kind;
    final List<Element> pending = new ArrayList<>();
    int pendingBytes;
    long written;

    Level(int kind) {
      this.kind = kind;
    }

    boolean hasRoomFor(Element element) {
      return pending.isEmpty()
          || (pending.size() < PageFormat.ELEMENTS_MAX
              && PageFormat.HEADER_BYTES + pendingBytes + element.bytes() <= PageFormat.PAGE_BYTES);
    }
  }

  TreeWriter(PageAppender pages) {
    this.pages = pages;
    levels.add(new Level(PageFormat.LEAF));
  }

  /** Adds an entry; keys come in strictly ascending unsigned order. */
  void add(byte[] key, byte[] value, int flags) {
    byte[] last = lastKey;
    if (last != null) {
      Invariant.check(Arrays.compareUnsigned(last, key) < 0, "keys of a tree out of order");
    }
    lastKey = key;
    add(0, new Element(key, value, flags, 0));
  }

  private void add(int level, Element element) {
    if (level == levels.size()) {
      levels.add(new Level(PageFormat.BRANCH));
    }
    if (!levels.get(level).hasRoomFor(element)) {
      write(level);
    }
    Level target = levels.get(level);
    target.pending.add(element);
    target.pendingBytes += element.bytes();
  }

  private long write(int level) {
    Level full = levels.get(level);
    byte[] first = full.pending.isEmpty() ? NONE : full.pending.get(0).key();
    long page = pages.append(full.kind, full.pending, full.pendingBytes);
    full.pending.clear();
    full.pendingBytes = 0;
    full.written++;
    add(level + 1, new Element(first, NONE, 0, page));
    return page;
  }

  /** Writes what is left and returns the root page. An empty tree is one empty leaf. */
  long finish() {
    int level = 0;
    long page = write(level);
    while (levels.get(level).written > 1) {
      level++;
      page = write(level);
    }
    return page;
  }
}
