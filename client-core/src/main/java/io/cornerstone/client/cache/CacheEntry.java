package io.cornerstone.client.cache;

import io.cornerstone.client.Bytes;

/**
 * A key that exists, with its value decoded.
 *
 * @param key the key
 * @param value its value
 * @param createRevision when the key was created since its last deletion
 * @param modRevision when this version was written
 * @param <V> the type of the values
 */
public record CacheEntry<V>(Bytes key, V value, long createRevision, long modRevision) {}
