package io.cornerstone.client.internal.watch;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A map from positive numbers to objects, without an object for each key and entry: with hundreds
 * of thousands of watchers those are most of the memory. Open addressing with linear probing;
 * removal closes the gap (Knuth, volume 3, section 6.4, algorithm R).
 */
final class LongMap<V> {
  private static final int CAPACITY_MIN = 16; // A power of two, as every capacity.

  private long[] keys = new long[CAPACITY_MIN]; // 0 is a free place.
  private @Nullable Object[] values = new @Nullable Object[CAPACITY_MIN];
  private int size;

  int size() {
    return size;
  }

  @Nullable V get(long key) {
    return at(place(key));
  }

  /** Sets the value of a key, which must be positive. */
  void put(long key, V value) {
    if (key <= 0) {
      throw new IllegalArgumentException("not a positive key: " + key);
    }
    if (size >= keys.length * 3 / 4) {
      resize(keys.length * 2);
    }
    int place = place(key);
    if (keys[place] == 0) {
      keys[place] = key;
      size++;
    }
    values[place] = value;
  }

  /** Takes a key out; returns its value, or null if it was not there. */
  @Nullable V remove(long key) {
    int place = place(key);
    V removed = at(place);
    if (removed != null) {
      size--;
      closeGap(place);
      if (keys.length > CAPACITY_MIN && size < keys.length / 8) {
        resize(keys.length / 2);
      }
    }
    return removed;
  }

  void clear() {
    keys = new long[CAPACITY_MIN];
    values = new @Nullable Object[CAPACITY_MIN];
    size = 0;
  }

  /** A copy of the values, in order of their keys. */
  List<V> values() {
    return Arrays.stream(keys).filter(key -> key != 0).sorted().mapToObj(this::present).toList();
  }

  private V present(long key) {
    V value = get(key);
    if (value == null) {
      throw new IllegalStateException("no value for " + key);
    }
    return value;
  }

  /** Where a key is, or the free place where it would go. */
  private int place(long key) {
    int place = home(key);
    while (keys[place] != key && keys[place] != 0) {
      place = next(place);
    }
    return place;
  }

  private int home(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L; // Spreads keys that follow each other.
    return (int) (mixed >>> 32) & (keys.length - 1);
  }

  private int next(int place) {
    return (place + 1) & (keys.length - 1);
  }

  /** Moves back what could not be at home because of the place that is free now. */
  private void closeGap(int freed) {
    int gap = freed;
    for (int place = next(gap); keys[place] != 0; place = next(place)) {
      int distanceFromHome = (place - home(keys[place])) & (keys.length - 1);
      int distanceFromGap = (place - gap) & (keys.length - 1);
      if (distanceFromHome >= distanceFromGap) {
        keys[gap] = keys[place];
        values[gap] = values[place];
        gap = place;
      }
    }
    keys[gap] = 0;
    values[gap] = null;
  }

  private void resize(int capacity) {
    long[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = new long[capacity];
    values = new @Nullable Object[capacity];
    IntStream.range(0, oldKeys.length)
        .filter(i -> oldKeys[i] != 0)
        .forEach(
            i -> {
              int place = place(oldKeys[i]);
              keys[place] = oldKeys[i];
              values[place] = oldValues[i];
            });
  }

  @SuppressWarnings("unchecked") // Only a V is ever put in.
  private @Nullable V at(int place) {
    return (V) values[place];
  }
}
