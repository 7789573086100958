package io.cornerstone.client.kv;

import io.cornerstone.client.Header;
import java.util.Optional;

/**
 * The answer to a put.
 *
 * @param header with the revision of the put
 * @param prevKv the version before, if it was asked for and there was one
 */
public record PutResult(Header header, Optional<KeyValue> prevKv) {
  /** The revision of the put. */
  public long revision() {
    return header.revision();
  }
}
