package io.cornerstone.client.observe;

import java.util.Optional;

/**
 * How a call ended.
 *
 * @param endpoint which endpoint was asked last; empty if none was
 * @param attempts how often it was sent, or tried to be
 * @param failure with what it failed; {@link java.util.concurrent.CancellationException} if the
 *     user gave it up
 */
public record CallOutcome(Optional<String> endpoint, int attempts, Optional<Throwable> failure) {
  /** In one word, for metrics: {@code ok}, {@code indeterminate}, {@code cancelled}, or a code. */
  public String label() {
    return failure.map(CallLabels::of).orElse("ok");
  }
}
