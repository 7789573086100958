package io.cornerstone.client.lease;

import io.cornerstone.client.Header;
import java.time.Duration;
import java.util.Optional;

/**
 * The answer to one renewal.
 *
 * @param header of the answer
 * @param id the lease
 * @param ttl for how long it lives from now on; empty if there is no such lease
 */
public record KeepAliveResult(Header header, LeaseId id, Optional<Duration> ttl) {
  /** Whether the lease exists, and was renewed. */
  public boolean exists() {
    return ttl.isPresent();
  }
}
