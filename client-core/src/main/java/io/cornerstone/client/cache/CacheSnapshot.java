package io.cornerstone.client.cache;

import io.cornerstone.client.Bytes;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * All entries as they were at one revision. Immutable.
 *
 * @param revision the revision
 * @param entries in order of keys
 * @param <V> the type of the values
 */
public record CacheSnapshot<V>(long revision, NavigableMap<Bytes, CacheEntry<V>> entries) {
  /** Copies the entries. */
  public CacheSnapshot {
    entries = Collections.unmodifiableNavigableMap(new TreeMap<>(entries));
  }
}
