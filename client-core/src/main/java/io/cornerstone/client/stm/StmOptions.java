package io.cornerstone.client.stm;

import java.time.Duration;

/**
 * How transactions run.
 *
 * @param isolation what they may see of others; default {@link Isolation#SERIALIZABLE_SNAPSHOT}
 * @param attemptsMax how often the body may run before the transaction gives up; default 64
 * @param pauseFirst the bound of the random pause after the first conflict, doubling with each
 *     further one; default 2 ms
 * @param pauseMax the bound that it never exceeds; default 250 ms
 */
public record StmOptions(
    Isolation isolation, int attemptsMax, Duration pauseFirst, Duration pauseMax) {
  /** Serializable, 64 attempts, pauses of up to 2 ms to 250 ms. */
  public static final StmOptions DEFAULT =
      new StmOptions(
          Isolation.SERIALIZABLE_SNAPSHOT, 64, Duration.ofMillis(2), Duration.ofMillis(250));

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is no attempt, a pause is not positive, or the first
   *     is above the longest
   */
  public StmOptions {
    if (attemptsMax < 1) {
      throw new IllegalArgumentException("attemptsMax must be positive: " + attemptsMax);
    }
    if (pauseFirst.isNegative() || pauseFirst.isZero() || pauseMax.compareTo(pauseFirst) < 0) {
      throw new IllegalArgumentException("bad pauses: " + pauseFirst + " to " + pauseMax);
    }
  }

  /** What transactions may see of others. */
  public StmOptions withIsolation(Isolation isolation) {
    return new StmOptions(isolation, attemptsMax, pauseFirst, pauseMax);
  }

  /** How often the body may run. */
  public StmOptions withAttemptsMax(int attemptsMax) {
    return new StmOptions(isolation, attemptsMax, pauseFirst, pauseMax);
  }

  /** The bounds of the random pauses between attempts. */
  public StmOptions withPauses(Duration pauseFirst, Duration pauseMax) {
    return new StmOptions(isolation, attemptsMax, pauseFirst, pauseMax);
  }
}
