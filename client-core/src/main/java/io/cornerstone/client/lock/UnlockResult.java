package io.cornerstone.client.lock;

import io.cornerstone.client.Header;

/**
 * The owner's key is gone.
 *
 * @param header of the answer
 */
public record UnlockResult(Header header) {}
