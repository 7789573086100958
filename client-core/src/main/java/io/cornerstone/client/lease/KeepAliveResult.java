package io.cornerstone.client.lease;

import io.cornerstone.client.Header;
import java.time.Duration;

/**
 * The answer to one keep-alive.
 *
 * @param header of the answer
 * @param id the lease
 * @param ttl how long the lease lives from when the server answered; zero if there is no such lease
 */
public record KeepAliveResult(Header header, LeaseId id, Duration ttl) {
  /** Whether the lease exists. */
  public boolean exists() {
    return !ttl.isZero();
  }
}
