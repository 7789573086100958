package io.cornerstone.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * How much of the load a client gets.
 *
 * @param endpoint URL of the server
 * @param warmUp before each measurement
 * @param duration of each measurement
 * @param watchers that see the same key change
 * @param idleWatchers whose memory is measured
 */
record PeerPlan(
    String endpoint, Duration warmUp, Duration duration, int watchers, int idleWatchers) {
  /** The form in which one process hands it to another. */
  List<String> toArguments() {
    return List.of(
        endpoint,
        Long.toString(warmUp.toMillis()),
        Long.toString(duration.toMillis()),
        Integer.toString(watchers),
        Integer.toString(idleWatchers));
  }

  static PeerPlan parse(String... arguments) {
    if (arguments.length != 5) {
      throw new IllegalArgumentException(
          "needs: endpoint, milliseconds of warm-up and of measuring, watchers, idle watchers");
    }
    return new PeerPlan(
        arguments[0],
        Duration.ofMillis(Long.parseLong(arguments[1])),
        Duration.ofMillis(Long.parseLong(arguments[2])),
        Integer.parseInt(arguments[3]),
        Integer.parseInt(arguments[4]));
  }
}
