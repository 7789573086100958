package io.cornerstone.client.election;

import io.cornerstone.client.Header;
import io.cornerstone.client.kv.KeyValue;

/**
 * Who leads.
 *
 * @param header of the answer
 * @param kv the leader's key with what it has proclaimed
 */
public record LeaderResult(Header header, KeyValue kv) {}
