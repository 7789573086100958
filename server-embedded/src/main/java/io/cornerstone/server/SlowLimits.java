package io.cornerstone.server;

import java.time.Duration;

/**
 * What counts as slow, and is logged.
 *
 * @param apply a command that took longer to apply. Default 100 ms.
 * @param call a call with one answer that took longer. Default 300 ms.
 */
public record SlowLimits(Duration apply, Duration call) {
  /** etcd's. */
  public static final SlowLimits DEFAULT =
      new SlowLimits(Duration.ofMillis(100), Duration.ofMillis(300));
}
