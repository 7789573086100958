package io.cornerstone.client.lease;

import io.cornerstone.client.Header;

/**
 * The answer to a revoke.
 *
 * @param header with the revision at which the keys were deleted, if there were any
 */
public record RevokeResult(Header header) {}
