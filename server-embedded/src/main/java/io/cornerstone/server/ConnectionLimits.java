package io.cornerstone.server;

import java.time.Duration;

/**
 * What a connection of a client may do, and when it counts as dead.
 *
 * @param callsMax most calls that it may have open. Default {@code Integer.MAX_VALUE}: no limit.
 * @param pingPauseMin who pings more often is disconnected. Default 5 s.
 * @param pingInterval a client that is silent for so long is pinged; zero is never. Default 2 h.
 * @param pingTimeout how long the answer may take. Default 20 s.
 */
public record ConnectionLimits(
    int callsMax, Duration pingPauseMin, Duration pingInterval, Duration pingTimeout) {
  /** etcd's. */
  public static final ConnectionLimits DEFAULT =
      new ConnectionLimits(
          Integer.MAX_VALUE, Duration.ofSeconds(5), Duration.ofHours(2), Duration.ofSeconds(20));

  public ConnectionLimits {
    if (callsMax < 1) {
      throw new IllegalArgumentException("a connection must be allowed at least one call");
    }
    if (pingPauseMin.isNegative() || pingInterval.isNegative() || pingTimeout.isNegative()) {
      throw new IllegalArgumentException("a time for pings is negative");
    }
  }

  public ConnectionLimits withCallsMax(int calls) {
    return new ConnectionLimits(calls, pingPauseMin, pingInterval, pingTimeout);
  }

  public ConnectionLimits withPingPauseMin(Duration pause) {
    return new ConnectionLimits(callsMax, pause, pingInterval, pingTimeout);
  }

  /** Pings a silent client after {@code interval}, and waits {@code timeout} for its answer. */
  public ConnectionLimits withPings(Duration interval, Duration timeout) {
    return new ConnectionLimits(callsMax, pingPauseMin, interval, timeout);
  }
}
