package io.cornerstone.server;

import io.cornerstone.server.env.Clock;
import io.cornerstone.server.env.SystemClock;
import java.time.Duration;

/** How long something took. */
final class StopWatch {
  private final Clock clock = new SystemClock();
  private final long startNanos = clock.monotonicNanos();

  private StopWatch() {}

  static StopWatch start() {
    return new StopWatch();
  }

  Duration elapsed() {
    return Duration.ofNanos(clock.monotonicNanos() - startNanos);
  }
}
