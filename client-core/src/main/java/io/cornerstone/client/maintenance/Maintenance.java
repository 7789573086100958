package io.cornerstone.client.maintenance;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The state of single members. See {@link io.cornerstone.client.Client} for failures. */
public interface Maintenance {
  /** The state of whichever member answers. */
  CompletableFuture<StatusResult> status();

  /**
   * The state of the member at an endpoint. Not retried elsewhere.
   *
   * @param endpoint one of those the client was given, or another
   * @throws IllegalArgumentException if it is malformed
   */
  CompletableFuture<StatusResult> status(String endpoint);

  /** The same, with another deadline per call. */
  Maintenance withTimeout(Duration timeout);
}
