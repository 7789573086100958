package io.cornerstone.client.kv;

import io.cornerstone.client.Header;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a get.
 *
 * @param header with the current revision, also for a get at an older one
 * @param kvs what was found; empty is no error
 * @param more whether the limit cut something off
 * @param count how many keys the range holds, whatever limit and filter kept
 */
public record GetResult(Header header, List<KeyValue> kvs, boolean more, long count) {
  /** The first of what was found. */
  public Optional<KeyValue> first() {
    return kvs.isEmpty() ? Optional.empty() : Optional.of(kvs.get(0));
  }

  /** The current revision of the store. */
  public long revision() {
    return header.revision();
  }
}
