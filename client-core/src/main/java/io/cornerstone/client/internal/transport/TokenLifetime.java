package io.cornerstone.client.internal.transport;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a token lives. A JWT says when it ends, by the server's time of day; all others are
 * opaque, and only the user may know.
 */
final class TokenLifetime {
  private static final Pattern EXPIRES = Pattern.compile("\"exp\"\\s*:\\s*(\\d{1,12})");

  private TokenLifetime() {}

  /**
   * The lifetime of a token that was just given.
   *
   * @param configured what the user says, which goes before what the token says; null for nothing
   * @param wallMillis the time of day here; should it be behind the token's end, the clocks differ,
   *     and nothing is known
   */
  static OptionalLong nanos(String token, @Nullable Duration configured, long wallMillis) {
    if (configured != null) {
      return OptionalLong.of(configured.toNanos());
    }
    OptionalLong expires = expiresAtSeconds(token);
    if (expires.isEmpty()) {
      return OptionalLong.empty();
    }
    long millis = TimeUnit.SECONDS.toMillis(expires.getAsLong()) - wallMillis;
    return millis > 0
        ? OptionalLong.of(TimeUnit.MILLISECONDS.toNanos(millis))
        : OptionalLong.empty();
  }

  private static OptionalLong expiresAtSeconds(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return OptionalLong.empty();
    }
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
      Matcher matcher = EXPIRES.matcher(new String(claims, StandardCharsets.UTF_8));
      return matcher.find()
          ? OptionalLong.of(Long.parseLong(matcher.group(1)))
          : OptionalLong.empty();
    } catch (IllegalArgumentException e) {
      return OptionalLong.empty(); // Three parts, but no JWT.
    }
  }
}
