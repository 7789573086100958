package io.cornerstone.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.ServerConfig;
import io.cornerstone.server.Waits;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that are slow, greedy or gone: they get little, and gRPC on the same port goes on. */
class HostileHttpIT {
  private static final int READ_MILLIS_MAX = 10_000;
  private static final int SLOW_CLIENTS = 300;
  private static final int CHUNKS_MAX = 1 << 18; // 16 GiB.
  private static final int UNREAD_BYTES_MAX = 48 << 20;

  private static EmbeddedServer server;
  private static URI root;
  private static ManagedChannel channel;

  private final List<Socket> open = new ArrayList<>();

  @BeforeAll
  static void start() {
    server = EmbeddedServer.start(ServerConfig.builder().build());
    server.ready().join();
    root = server.clientUrls().get(0);
    channel =
        Grpc.newChannelBuilder(root.getAuthority(), InsecureChannelCredentials.create()).build();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  @AfterEach
  void grpcGoesOn() throws IOException {
    assertPutWorks();
    for (Socket socket : open) {
      socket.close();
    }
  }

  @Test
  void manySlowClientsHoldNobodyUp() throws IOException {
    byte[] head = "POST /v3/kv/put HTTP/1.1\r\nHost: a\r\nX-Slow: ".getBytes(US_ASCII);
    for (int i = 0; i < SLOW_CLIENTS; i++) {
      send(connect(), head);
    }
    for (Socket slow : open) {
      send(slow, new byte[] {'a'});
    }
    assertPutWorks();
    assertThat(ask("GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK");
  }

  @Test
  void slowBodiesHoldNobodyUp() throws IOException {
    byte[] head =
        "POST /v3/kv/put HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{\"key\":\""
            .getBytes(US_ASCII);
    for (int i = 0; i < SLOW_CLIENTS; i++) {
      send(connect(), head);
    }
    assertPutWorks();
  }

  @Test
  void hugeHeadersAreRefused() throws IOException {
    String line = "X-Big: " + "a".repeat(4096) + "\r\n";
    assertThat(ask("GET /health HTTP/1.1\r\nHost: a\r\n" + line.repeat(32)))
        .startsWith("HTTP/1.1 431 ");
  }

  @Test
  void aHugeUriIsRefused() throws IOException {
    assertThat(ask("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 414 ");
  }

  @Test
  void aBodyWithoutEndIsRefused() throws IOException {
    Socket socket = connect();
    send(
        socket,
        "POST /v3/kv/put HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            .getBytes(US_ASCII));
    byte[] chunk = ("10000\r\n" + "a".repeat(0x10000) + "\r\n").getBytes(US_ASCII);
    boolean isRefused = false;
    for (int sent = 0; sent < CHUNKS_MAX && !isRefused; sent++) {
      try {
        send(socket, chunk);
      } catch (IOException e) {
        isRefused = true; // Reset: the server reads no more of it.
      }
    }
    assertThat(isRefused).isTrue();
  }

  /** Who announces a large body and waits for a word is told at once. */
  @Test
  void asksForTheBodyOfWhoWaits() throws IOException {
    Socket socket = connect();
    String body = "{\"key\":\"YQ==\"}";
    send(
        socket,
        ("POST /v3/kv/range HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n"
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n")
            .getBytes(US_ASCII));
    String go = "HTTP/1.1 100 Continue\r\n";
    assertThat(new String(socket.getInputStream().readNBytes(go.length()), US_ASCII)).isEqualTo(go);
    send(socket, body.getBytes(US_ASCII));
    assertThat(readAll(socket)).contains("HTTP/1.1 200 OK");
  }

  @Test
  void whoEndsItsSideGetsItsAnswers() throws IOException {
    Socket socket = connect();
    send(socket, "GET /version HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3).getBytes(US_ASCII));
    socket.shutdownOutput();
    assertThat(readAll(socket).split("etcdserver", -1)).hasSize(4);
  }

  /** It may be gone, and must not be given a lock for ever. */
  @Test
  void whoEndsItsSideWaitsNoMoreForALock() throws IOException {
    String lock = "{\"name\":\"aGFsZg==\"}";
    String head = "POST /v3/lock/lock HTTP/1.1\r\nHost: a\r\nContent-Length: " + lock.length();
    assertThat(ask(head + "\r\nConnection: close\r\n\r\n" + lock)).startsWith("HTTP/1.1 200 OK");
    Socket waiting = connect();
    send(waiting, (head + "\r\n\r\n" + lock).getBytes(US_ASCII));
    waiting.shutdownOutput();
    assertThat(readAll(waiting)).startsWith("HTTP/1.1 499 ");
  }

  /** Else a client could let answers pile up in the server's memory. */
  @Test
  void whoDoesNotReadIsNotReadFrom() throws IOException {
    ByteBuffer requests =
        ByteBuffer.wrap(
            "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20_000).getBytes(US_ASCII));
    try (SocketChannel greedy =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), root.getPort()))) {
      greedy.configureBlocking(false);
      long sent = 0;
      for (int idle = 0; idle < 20 && sent < UNREAD_BYTES_MAX; ) {
        int written = greedy.write(requests);
        if (!requests.hasRemaining()) {
          requests.rewind();
        }
        sent += written;
        idle = written == 0 ? idle + 1 : 0;
        if (written == 0) {
          assertPutWorks(); // Takes a moment too.
        }
      }
      assertThat(sent).isLessThan(UNREAD_BYTES_MAX);
    }
  }

  /** What clients hold is given back when they go. */
  @Test
  void theGoneLeaveNothingBehind() throws IOException {
    for (int i = 0; i < 50; i++) {
      try (Socket socket = connect()) {
        String body = "{\"create_request\":{\"key\":\"Z29uZQ==\"}}";
        String head = "POST /v3/watch HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length();
        send(socket, (head + "\r\n\r\n" + body).getBytes(US_ASCII));
        assertThat(socket.getInputStream().readNBytes(20)).isNotEmpty();
      }
    }
    Waits.until("no watcher is left", () -> watchers() == 0);
  }

  private static double watchers() {
    return Scrape.now(root).sum("etcd_debugging_mvcc_watch_stream_total");
  }

  private static void assertPutWorks() {
    ByteString key = ByteString.copyFromUtf8("alive");
    KVGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .put(PutRequest.newBuilder().setKey(key).build());
  }

  private String ask(String request) throws IOException {
    Socket socket = connect();
    send(socket, request.getBytes(US_ASCII));
    return readAll(socket);
  }

  private static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), US_ASCII);
  }

  private static void send(Socket socket, byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), root.getPort());
    socket.setSoTimeout(READ_MILLIS_MAX);
    open.add(socket);
    return socket;
  }
}
