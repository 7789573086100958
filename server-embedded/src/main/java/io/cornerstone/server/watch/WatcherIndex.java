package io.cornerstone.server.watch;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watchers by what they watch: those of a single key in a hash map, those of a range in an interval
 * tree. Watchers of the same key or range form a list through their own fields, so that a watcher
 * costs little and leaves in constant time.
 */
final class WatcherIndex {
  // Looked up by key only; its order never matters.
  private final Map<ByteString, Watcher> byKey = new HashMap<>();
  private final RangeTree ranges = new RangeTree();

  void add(Watcher watcher) {
    if (watcher.rangeEnd == null) {
      byKey.put(watcher.key, push(byKey.get(watcher.key), watcher));
    } else {
      ranges.add(watcher, watcher.rangeEnd);
    }
  }

  /** Takes out a watcher that is in this index. */
  void remove(Watcher watcher) {
    if (watcher.rangeEnd == null) {
      removeByKey(watcher);
    } else {
      ranges.remove(watcher, watcher.rangeEnd);
    }
  }

  /** Visits every watcher of a key; the visitor must not change the index. */
  void forEachMatch(ByteString key, Consumer<Watcher> visitor) {
    forEach(byKey.get(key), visitor);
    ranges.forEachMatch(key, visitor);
  }

  private void removeByKey(Watcher watcher) {
    if (watcher.previous != null) {
      unlink(watcher);
      return;
    }
    Watcher head = unlink(watcher);
    if (head == null) {
      byKey.remove(watcher.key);
    } else {
      byKey.put(watcher.key, head);
    }
  }

  static Watcher push(@Nullable Watcher head, Watcher watcher) {
    watcher.next = head;
    watcher.previous = null;
    if (head != null) {
      head.previous = watcher;
    }
    return watcher;
  }

  /**
   * Takes a watcher out of its list.
   *
   * @return the one after it: the new head, if it was the head
   */
  static @Nullable Watcher unlink(Watcher watcher) {
    Watcher next = watcher.next;
    if (watcher.previous != null) {
      watcher.previous.next = next;
    }
    if (next != null) {
      next.previous = watcher.previous;
    }
    watcher.next = null;
    watcher.previous = null;
    return next;
  }

  static void forEach(@Nullable Watcher head, Consumer<Watcher> visitor) {
    for (Watcher watcher = head; watcher != null; watcher = watcher.next) {
      visitor.accept(watcher);
    }
  }
}
