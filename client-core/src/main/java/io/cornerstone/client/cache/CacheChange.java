package io.cornerstone.client.cache;

import io.cornerstone.client.Bytes;
import java.util.Optional;

/**
 * One change of one key of a cache. At least one of the sides is there.
 *
 * @param key the key
 * @param before what the cache had; empty if the key is new
 * @param after what it has now; empty if the key was deleted
 * @param revision when it happened; for a deletion that is known from a resync, the revision of the
 *     new list, which is at or behind that of the deletion
 * @param resynced whether it is the difference between two lists, since the history between them
 *     was compacted: several changes of the key may have become one
 * @param <V> the type of the values
 */
public record CacheChange<V>(
    Bytes key,
    Optional<CacheEntry<V>> before,
    Optional<CacheEntry<V>> after,
    long revision,
    boolean resynced) {}
