package io.cornerstone.client.lease;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Header;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long a lease still lives.
 *
 * @param header of the answer
 * @param id the lease
 * @param remaining what is left, in whole seconds; empty if there is no such lease
 * @param granted the TTL it was granted; zero if there is no such lease
 * @param keys the attached keys, if they were asked for, in no defined order
 */
public record TimeToLiveResult(
    Header header, LeaseId id, Optional<Duration> remaining, Duration granted, List<Bytes> keys) {
  /** Whether the lease exists. */
  public boolean exists() {
    return remaining.isPresent();
  }
}
