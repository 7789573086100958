package io.cornerstone.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.rpc.RawHttp2;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who pings whom, and how often. */
class PingsIT {
  private static EmbeddedServer start(ConnectionLimits limits) {
    EmbeddedServer server =
        EmbeddedServer.start(ServerConfig.builder().connections(limits).build());
    server.ready().join();
    return server;
  }

  private static RawHttp2 connect(EmbeddedServer server) throws IOException {
    return new RawHttp2(server.clientUrls().get(0).getPort());
  }

  @Test
  void aSilentClientIsPingedAndLetGo() throws IOException {
    Duration soon = Duration.ofMillis(50);
    try (EmbeddedServer server = start(ConnectionLimits.DEFAULT.withPings(soon, soon));
        RawHttp2 client = connect(server)) {
      assertThat(client.next(RawHttp2.TYPE_PING).payload()).hasSize(8);
      client.awaitEnd(); // For it never answers.
    }
  }

  @Test
  void aClientWithACallMayPingAsOftenAsItIsAllowed() throws IOException {
    try (EmbeddedServer server = start(ConnectionLimits.DEFAULT.withPingPauseMin(Duration.ZERO));
        RawHttp2 client = connect(server)) {
      client.call(1, "/etcdserverpb.Watch/Watch");
      for (byte i = 0; i < 10; i++) {
        byte[] ping = {i, 1, 2, 3, 4, 5, 6, 7};
        client.ping(ping);
        assertThat(client.next(RawHttp2.TYPE_PING).payload()).isEqualTo(ping);
      }
    }
  }
}
