package io.cornerstone.server.rpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No client library pings as often as that. */
class PingRulesTest {
  private static final int ENHANCE_YOUR_CALM = 11;

  private final RpcFixture at = new RpcFixture();

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void whoPingsTooOftenIsSentAway() throws IOException {
    try (RawHttp2 client = new RawHttp2(at.port())) {
      for (int i = 0; i < 10; i++) {
        client.ping(new byte[8]);
      }
      byte[] goAway = client.next(RawHttp2.TYPE_GOAWAY).payload();
      assertThat(goAway[7]).isEqualTo((byte) ENHANCE_YOUR_CALM);
      assertThat(new String(goAway, 8, goAway.length - 8, US_ASCII)).isEqualTo("too_many_pings");
    }
  }

  @Test
  void aPingNowAndThenIsAnswered() throws IOException {
    try (RawHttp2 client = new RawHttp2(at.port())) {
      byte[] payload = "12345678".getBytes(US_ASCII);
      client.ping(payload);
      assertThat(client.next(RawHttp2.TYPE_PING).payload()).isEqualTo(payload);
    }
  }
}
