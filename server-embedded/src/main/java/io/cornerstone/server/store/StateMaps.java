package io.cornerstone.server.store;

import com.google.protobuf.ByteString;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The small maps, by bucket, and how to get back to what they were at the last commit. Not
 * thread-safe: the engine guards it.
 */
final class StateMaps {
  /** Takes one entry. */
  interface EntryVisitor<E extends Exception> {
    void visit(String bucket, ByteString key, ByteString value) throws E;
  }

  private final NavigableMap<String, NavigableMap<ByteString, ByteString>> buckets =
      new TreeMap<>();

  /** What an entry that has changed since the last commit was then. */
  private final NavigableMap<String, NavigableMap<ByteString, Optional<ByteString>>> before =
      new TreeMap<>();

  void put(String bucket, ByteString key, ByteString value) {
    ByteString old = buckets.computeIfAbsent(bucket, b -> newMap()).put(key, value);
    remember(bucket, key, Optional.ofNullable(old));
  }

  /** Returns whether there was such an entry. */
  boolean remove(String bucket, ByteString key) {
    NavigableMap<ByteString, ByteString> map = buckets.get(bucket);
    ByteString old = map == null ? null : map.remove(key);
    if (old == null) {
      return false;
    }
    remember(bucket, key, Optional.of(old));
    return true;
  }

  /** An unmodifiable copy of one map. */
  SortedMap<ByteString, ByteString> copy(String bucket) {
    NavigableMap<ByteString, ByteString> copy = newMap();
    copy.putAll(buckets.getOrDefault(bucket, Collections.emptyNavigableMap()));
    return Collections.unmodifiableSortedMap(copy);
  }

  /** The state now is that of a commit. */
  void commit() {
    before.clear();
  }

  /** A copy of all maps as they were at the last commit. */
  StateMaps committedCopy() {
    StateMaps copy = new StateMaps();
    buckets.forEach(
        (bucket, map) -> copy.buckets.computeIfAbsent(bucket, b -> newMap()).putAll(map));
    before.forEach((bucket, map) -> map.forEach((key, old) -> copy.set(bucket, key, old)));
    copy.commit();
    return copy;
  }

  <E extends Exception> void forEach(EntryVisitor<E> visitor) throws E {
    for (var bucket : buckets.entrySet()) {
      for (var entry : bucket.getValue().entrySet()) {
        visitor.visit(bucket.getKey(), entry.getKey(), entry.getValue());
      }
    }
  }

  private void set(String bucket, ByteString key, Optional<ByteString> value) {
    if (value.isPresent()) {
      put(bucket, key, value.get());
    } else {
      remove(bucket, key);
    }
  }

  private void remember(String bucket, ByteString key, Optional<ByteString> old) {
    before.computeIfAbsent(bucket, b -> newMap()).putIfAbsent(key, old);
  }

  private static <V> NavigableMap<ByteString, V> newMap() {
    return new TreeMap<>(ByteString.unsignedLexicographicalComparator());
  }
}
