package io.cornerstone.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenLifetimeTest {
  private static final long NOW_SECONDS = 1_700_000_000;
  private static final long NOW_MILLIS = NOW_SECONDS * 1000;

  @Test
  void aJwtSaysWhenItEnds() {
    String token = jwt("{\"username\":\"anna\",\"exp\":%d}".formatted(NOW_SECONDS + 300));
    assertThat(TokenLifetime.nanos(token, null, NOW_MILLIS))
        .hasValue(TimeUnit.SECONDS.toNanos(300));
  }

  @Test
  void whatTheUserSaysGoesFirst() {
    String token = jwt("{\"exp\":%d}".formatted(NOW_SECONDS + 300));
    assertThat(TokenLifetime.nanos(token, Duration.ofSeconds(7), NOW_MILLIS))
        .hasValue(TimeUnit.SECONDS.toNanos(7));
    assertThat(TokenLifetime.nanos("opaque.17", Duration.ofSeconds(7), NOW_MILLIS))
        .hasValue(TimeUnit.SECONDS.toNanos(7));
  }

  @Test
  void nothingIsKnownOfOthers() {
    assertThat(TokenLifetime.nanos("NWcdkfTXTCJLcMYm.17", null, NOW_MILLIS)).isEmpty();
    assertThat(TokenLifetime.nanos("a.b!.c", null, NOW_MILLIS)).isEmpty();
    assertThat(TokenLifetime.nanos(jwt("{\"username\":\"anna\"}"), null, NOW_MILLIS)).isEmpty();
  }

  @Test
  void nothingIsKnownWhenTheClocksDiffer() {
    String over = jwt("{\"exp\":%d}".formatted(NOW_SECONDS - 1));
    assertThat(TokenLifetime.nanos(over, null, NOW_MILLIS)).isEmpty();
  }

  private static String jwt(String claims) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return "e30." + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
  }
}
