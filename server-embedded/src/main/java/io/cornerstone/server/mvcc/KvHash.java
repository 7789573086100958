package io.cornerstone.server.mvcc;

/**
 * A checksum of all changes up to a revision. Members with the same history and the same compact
 * revision get the same, and so does an etcd server.
 *
 * @param hash CRC-32C, as an unsigned number of 32 bits
 * @param compactRevision at which it was taken; -1 before the first compaction
 * @param revision up to which changes count
 */
public record KvHash(int hash, long compactRevision, long revision) {}
