package io.cornerstone.server.raft;

import com.google.protobuf.ByteString;
import io.cornerstone.server.env.Invariant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Entries with consecutive indexes in a circular array: constant time to read by index and to add,
 * and to take off either end no more than one step for each entry taken.
 */
final class EntryRing {
  private static final int INITIAL_CAPACITY = 64;

  /** What an entry weighs in the heap besides its data: object headers, fields, its slot. */
  private static final int ENTRY_OVERHEAD_BYTES = 72;

  private @Nullable Entry[] slots = new @Nullable Entry[INITIAL_CAPACITY]; // A power of two.
  private long firstIndex;
  private int size;
  private long bytes;

  EntryRing(long firstIndex) {
    this.firstIndex = firstIndex;
  }

  /** What {@code entry} counts for in bounds of memory. */
  static long weigh(Entry entry) {
    return weigh(entry.data());
  }

  /** What an entry with this data will count for. */
  static long weigh(ByteString data) {
    return (long) data.size() + ENTRY_OVERHEAD_BYTES;
  }

  long firstIndex() {
    return firstIndex;
  }

  /** The index after the last entry. */
  long endIndex() {
    return firstIndex + size;
  }

  long bytes() {
    return bytes;
  }

  Entry get(long index) {
    Invariant.check(
        firstIndex <= index && index < endIndex(),
        "entry %d is not in [%d, %d)",
        index,
        firstIndex,
        endIndex());
    return Objects.requireNonNull(slots[slot(index)]);
  }

  void add(Entry entry) {
    Invariant.check(entry.index() == endIndex(), "entry %d added at %d", entry.index(), endIndex());
    if (size == slots.length) {
      resize(slots.length * 2);
    }
    slots[slot(entry.index())] = entry;
    size++;
    bytes += weigh(entry);
  }

  /** Removes the entries at {@code index} and after it. */
  void removeFrom(long index) {
    while (endIndex() > index) {
      clear(endIndex() - 1);
      size--;
    }
  }

  /** Removes the entries before {@code index}. */
  void removeUntil(long index) {
    while (firstIndex < index && size > 0) {
      clear(firstIndex);
      firstIndex++;
      size--;
    }
    if (slots.length > INITIAL_CAPACITY && size < slots.length / 8) {
      resize(slots.length / 2); // A burst must not hold its memory for ever.
    }
  }

  /** The entries in [from, until), as a list that later changes do not touch. */
  List<Entry> slice(long from, long until) {
    if (from >= until) {
      return List.of();
    }
    Invariant.check(
        firstIndex <= from && until <= endIndex(),
        "slice [%d, %d) of entries [%d, %d)",
        from,
        until,
        firstIndex,
        endIndex());
    Entry[] copy = new Entry[(int) (until - from)];
    int start = slot(from);
    int beforeWrap = Math.min(copy.length, slots.length - start);
    System.arraycopy(slots, start, copy, 0, beforeWrap);
    System.arraycopy(slots, 0, copy, beforeWrap, copy.length - beforeWrap);
    return Collections.unmodifiableList(Arrays.asList(copy));
  }

  private int slot(long index) {
    return (int) index & slots.length - 1;
  }

  private void clear(long index) {
    bytes -= weigh(get(index));
    slots[slot(index)] = null;
  }

  private void resize(int capacity) {
    @Nullable Entry[] old = slots;
    slots = new @Nullable Entry[capacity];
    for (long index = firstIndex; index < endIndex(); index++) {
      slots[slot(index)] = old[(int) index & old.length - 1];
    }
  }
}
