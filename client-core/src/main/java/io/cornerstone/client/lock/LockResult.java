package io.cornerstone.client.lock;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Header;

/**
 * The lock is held.
 *
 * @param header of the answer
 * @param key the owner's key: it exists as long as the lock is held
 */
public record LockResult(Header header, Bytes key) {}
