package io.cornerstone.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.rpc.RawHttp2;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One connection may have so many calls open at once; the client is told so. */
class StreamLimitIT {
  private static final String WATCH = "/etcdserverpb.Watch/Watch";
  private static final short MAX_CONCURRENT_STREAMS = 3;
  private static final int SETTING_BYTES = 6;
  private static final int REFUSED_STREAM = 7;

  @Test
  void aCallBeyondTheLimitIsRefused() throws IOException {
    ServerConfig config =
        ServerConfig.builder().connections(ConnectionLimits.DEFAULT.withCallsMax(2)).build();
    try (EmbeddedServer server = EmbeddedServer.start(config);
        RawHttp2 client = new RawHttp2(server.clientUrls().get(0).getPort())) {
      server.ready().join();
      assertThat(settings(client.next(RawHttp2.TYPE_SETTINGS)))
          .containsEntry(MAX_CONCURRENT_STREAMS, 2);
      client.call(1, WATCH);
      client.call(3, WATCH);
      client.call(5, WATCH);
      RawHttp2.Frame refusal = client.next(RawHttp2.TYPE_RST_STREAM);
      assertThat(refusal.stream()).isEqualTo(5);
      assertThat(ByteBuffer.wrap(refusal.payload()).getInt()).isEqualTo(REFUSED_STREAM);
    }
  }

  private static Map<Short, Integer> settings(RawHttp2.Frame frame) {
    Map<Short, Integer> settings = new HashMap<>();
    ByteBuffer payload = ByteBuffer.wrap(frame.payload());
    while (payload.remaining() >= SETTING_BYTES) {
      settings.put(payload.getShort(), payload.getInt());
    }
    return settings;
  }
}
