package io.cornerstone.client;

import java.time.Duration;
import java.util.Locale;

/** Between which bounds a duration of the configuration has to be. */
enum Limit {
  CALL_TIMEOUT("callTimeout", Duration.ofMillis(1), Duration.ofDays(1)),
  CONNECT_TIMEOUT("connectTimeout", Duration.ofMillis(1), Duration.ofHours(1)),
  PING_INTERVAL("pingInterval", Duration.ofSeconds(1), Duration.ofDays(1)),
  PING_TIMEOUT("pingTimeout", Duration.ofMillis(1), Duration.ofHours(1)),
  BACKOFF_FIRST("first", Duration.ofMillis(1), Duration.ofMinutes(10)),
  BACKOFF_MAX("max", Duration.ofMillis(1), Duration.ofMinutes(10)),
  MEMBER_SYNC_INTERVAL("memberSyncInterval", Duration.ofSeconds(1), Duration.ofDays(1)),
  TOKEN_TTL("tokenTtl", Duration.ofSeconds(2), Duration.ofDays(365));

  private final String property;
  private final Duration min;
  private final Duration max;

  Limit(String property, Duration min, Duration max) {
    this.property = property;
    this.min = min;
    this.max = max;
  }

  /** As it is written in files. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Checks a value that came by the API. */
  void check(Duration value) {
    check(value, property);
  }

  /** Checks a value that goes by this name. */
  void check(Duration value, String name) {
    boolean isOff = this == MEMBER_SYNC_INTERVAL && value.isZero();
    if (!isOff && (value.compareTo(min) < 0 || value.compareTo(max) > 0)) {
      throw new IllegalArgumentException(
          "%s must be %sfrom %s to %s, not %s"
              .formatted(
                  name,
                  this == MEMBER_SYNC_INTERVAL ? "0s for off, or " : "",
                  text(min),
                  text(max),
                  text(value)));
    }
  }

  /** As files have it. */
  private static String text(Duration value) {
    if (value.toMillis() % 1000 != 0 || value.isZero()) {
      return value.toMillis() + "ms";
    }
    return value.toSeconds() % 3600 == 0 ? value.toHours() + "h" : value.toSeconds() + "s";
  }
}
