package io.cornerstone.server.mvcc;

import io.cornerstone.protocol.KeyValue;
import java.util.List;

/**
 * The answer of a range.
 *
 * @param count keys in the range, whatever the limit and the filters
 * @param more true if the limit cut entries off
 * @param revision the store's current revision when it was read
 */
public record RangeResult(List<KeyValue> kvs, long count, boolean more, long revision) {}
