package io.cornerstone.ctl.command;

import java.util.Map;
import java.util.TreeMap;

/** What came of many writes. Safe for all threads. */
final class LoadReport {
  private final Map<String, Integer> errors = new TreeMap<>();
  private long count;
  private double sumSeconds;
  private double sumSquares;
  private double slowestSeconds;

  synchronized void succeeded(double seconds) {
    count++;
    sumSeconds += seconds;
    sumSquares += seconds * seconds;
    slowestSeconds = Math.max(slowestSeconds, seconds);
  }

  synchronized void failed(String reason) {
    errors.merge(reason, 1, Integer::sum);
  }

  /** How many writes went well. */
  synchronized long count() {
    return count;
  }

  synchronized double slowestSeconds() {
    return slowestSeconds;
  }

  synchronized double standardDeviation() {
    if (count == 0) {
      return 0;
    }
    double mean = sumSeconds / count;
    return Math.sqrt(Math.max(0, sumSquares / count - mean * mean));
  }

  /** Reasons, and how often each was given. */
  synchronized Map<String, Integer> errors() {
    return new TreeMap<>(errors);
  }
}
