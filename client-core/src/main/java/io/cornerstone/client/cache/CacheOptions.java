package io.cornerstone.client.cache;

import java.time.Duration;

/**
 * How a cache works.
 *
 * @param pageSize how many keys are asked for at once while it is filled; default 1,000
 * @param readTimeout how long a read may wait for the cache to be new enough; default 5 s
 * @param retryPause between two attempts to fill it while the cluster is away; default 200 ms
 */
public record CacheOptions(int pageSize, Duration readTimeout, Duration retryPause) {
  /** Pages of 1,000 keys, 5 s for a read, 200 ms between attempts. */
  public static final CacheOptions DEFAULT =
      new CacheOptions(1_000, Duration.ofSeconds(5), Duration.ofMillis(200));

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public CacheOptions {
    if (pageSize < 1 || !isPositive(readTimeout) || !isPositive(retryPause)) {
      throw new IllegalArgumentException(
          "not positive: " + pageSize + ", " + readTimeout + ", " + retryPause);
    }
  }

  /** How many keys are asked for at once. */
  public CacheOptions withPageSize(int pageSize) {
    return new CacheOptions(pageSize, readTimeout, retryPause);
  }

  /** How long a read may wait. */
  public CacheOptions withReadTimeout(Duration readTimeout) {
    return new CacheOptions(pageSize, readTimeout, retryPause);
  }

  /** How long to wait between two attempts to fill the cache. */
  public CacheOptions withRetryPause(Duration retryPause) {
    return new CacheOptions(pageSize, readTimeout, retryPause);
  }

  private static boolean isPositive(Duration value) {
    return !value.isNegative() && !value.isZero();
  }
}
