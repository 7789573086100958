package io.cornerstone.client.kv;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.lease.LeaseId;

/**
 * One version of a key.
 *
 * @param key the key
 * @param value its value; empty in a get of keys only
 * @param createRevision when the key was created since its last deletion
 * @param modRevision when this version was written
 * @param version 1 for the version that created the key, and one more with each put
 * @param lease the lease that the key ends with, or {@link LeaseId#NONE}
 */
public record KeyValue(
    Bytes key, Bytes value, long createRevision, long modRevision, long version, LeaseId lease) {}
