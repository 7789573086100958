package io.cornerstone.client.kv;

import io.cornerstone.client.Header;

/**
 * The answer to a compaction.
 *
 * @param header with the current revision
 */
public record CompactResult(Header header) {}
