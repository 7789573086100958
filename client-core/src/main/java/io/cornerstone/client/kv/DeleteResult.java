package io.cornerstone.client.kv;

import io.cornerstone.client.Header;
import java.util.List;

/**
 * The answer to a delete.
 *
 * @param header with the revision of the delete, or the current one if nothing was deleted
 * @param deleted how many keys were deleted
 * @param prevKvs what was deleted, in order of keys, if it was asked for
 */
public record DeleteResult(Header header, long deleted, List<KeyValue> prevKvs) {
  /** The revision of the delete, or the current one if nothing was deleted. */
  public long revision() {
    return header.revision();
  }
}
