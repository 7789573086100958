package io.cornerstone.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bounds in time and number, with a clock that is moved by hand. */
class HttpConnectionTest {
  private static final String NEVER_ANSWERED = "/later";

  private final HttpLoad load = new HttpLoad();
  private final Routes routes =
      new Routes()
          .add(
              "/now",
              Route.get(
                  exchange -> {
                    exchange.respond(200, Exchange.TEXT, "ok");
                    return RequestBody.IGNORED;
                  }))
          .add(NEVER_ANSWERED, Route.post(exchange -> RequestBody.IGNORED));
  private final EmbeddedChannel channel = connect();

  private EmbeddedChannel connect() {
    EmbeddedChannel made = new EmbeddedChannel();
    made.freezeTime();
    made.pipeline()
        .addLast(
            new HttpServerCodec(),
            new HttpConnection(routes, new HttpRules(Set.of(), Set.of(), 1000), load));
    return made;
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    assertThat(load.connections()).isZero();
    assertThat(load.bodyBytes()).isZero();
  }

  @Test
  void aHeadThatDribblesInEndsTheConnection() {
    send(channel, "GET /now HTTP/1.1\r\n");
    for (int i = 0; i < 4 && channel.isOpen(); i++) {
      pass(30);
      send(channel, "X-" + i + ": a\r\n");
    }
    assertThat(channel.isOpen()).isTrue();
    pass(30);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aBodyThatDribblesInEndsTheConnection() {
    send(channel, "POST /later HTTP/1.1\r\nContent-Length: 100\r\n\r\n");
    for (int i = 0; i < 4; i++) {
      pass(30);
      send(channel, "a");
    }
    assertThat(channel.isOpen()).isTrue();
    pass(30);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whoAsksNowAndThenStays() {
    for (int i = 0; i < 20; i++) {
      send(channel, "GET /now HTTP/1.1\r\n\r\n");
      assertThat(received(channel)).startsWith("HTTP/1.1 200 OK");
      pass(100);
    }
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void whoWaitsForAnAnswerStays() {
    send(channel, "POST /later HTTP/1.1\r\nContent-Length: 1\r\n\r\na");
    pass(10_000);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void tooManyConnectionsAreRefused() {
    for (int i = 1; i < HttpLoad.CONNECTIONS_MAX; i++) {
      assertThat(load.enter()).isTrue();
    }
    EmbeddedChannel late = connect();
    assertThat(received(late)).startsWith("HTTP/1.1 503 Service Unavailable");
    assertThat(late.isOpen()).isFalse();
    for (int i = 1; i < HttpLoad.CONNECTIONS_MAX; i++) {
      load.leave();
    }
  }

  /** Before a byte of it is sent. */
  @Test
  void aBodyThatIsAnnouncedTooLargeIsNotAskedFor() {
    send(channel, "POST /later HTTP/1.1\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
    assertThat(received(channel)).startsWith("HTTP/1.1 413 ");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void tooManyBytesOfBodiesAreRefused() {
    assertThat(load.reserve(HttpLoad.BODY_BYTES_MAX - 10)).isTrue();
    send(channel, "POST /later HTTP/1.1\r\nContent-Length: 100\r\n\r\n0123456789");
    assertThat(received(channel)).isEmpty();
    send(channel, "0");
    assertThat(received(channel)).startsWith("HTTP/1.1 503 Service Unavailable");
    assertThat(channel.isOpen()).isFalse();
    load.release(HttpLoad.BODY_BYTES_MAX - 10);
  }

  private void pass(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  private static void send(EmbeddedChannel to, String text) {
    to.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
  }

  private static String received(EmbeddedChannel from) {
    StringBuilder text = new StringBuilder();
    for (ByteBuf part = from.readOutbound(); part != null; part = from.readOutbound()) {
      text.append(part.toString(US_ASCII));
      part.release();
    }
    return text.toString();
  }
}
