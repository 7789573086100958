package io.cornerstone.server.peer;

/**
 * A checksum of a member's data.
 *
 * @param compactRevision that the hash was made with: two hashes say something about each other
 *     only if it is the same
 * @param revision up to which the data was hashed
 * @param currentRevision the latest one that the member had
 */
public record PeerHash(int hash, long compactRevision, long revision, long currentRevision) {}
