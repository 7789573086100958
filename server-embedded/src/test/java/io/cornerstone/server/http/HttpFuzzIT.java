package io.cornerstone.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.ServerConfig;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Seeded nonsense as HTTP requests and as JSON bodies: each gets an answer, or an end of the
 * connection, in time; the server's memory does not grow. {@code -Dfuzz.inputs=N} runs more of it,
 * {@code -Dfuzz.seed=N} something else.
 */
class HttpFuzzIT {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 4000);
  private static final long SEED = Long.getLong("fuzz.seed", 20_26);
  private static final int READ_MILLIS_MAX = 10_000;
  private static final long HEAP_GROWTH_MAX = 64L << 20;

  /** Some of these end by themselves, some by the deadline that goes with each. */
  private static final List<String> PATHS =
      List.of(
          "kv/range",
          "kv/put",
          "kv/deleterange",
          "kv/txn",
          "kv/compaction",
          "lease/grant",
          "lease/revoke",
          "lease/keepalive",
          "lease/timetolive",
          "lease/leases",
          "cluster/member/list",
          "maintenance/alarm",
          "maintenance/status",
          "maintenance/hash",
          "maintenance/hashkv",
          "maintenance/downgrade",
          "lock/unlock",
          "election/leader",
          "election/proclaim",
          "election/campaign",
          "election/observe",
          "lock/lock",
          "maintenance/snapshot",
          "maintenance/defragment",
          "watch");

  /** Five milliseconds. */
  private static final String DEADLINE = "Grpc-Timeout: 5m";

  /** As which etcd's Lock and Election services answer whatever went wrong: with status 500. */
  private static final String UNKNOWN = "{\"code\":2,\"message\":";

  /** Statuses by which a request may end; 500 is a fault of ours, save the one above. */
  private static final Set<Integer> ANSWERS =
      Set.of(200, 400, 404, 405, 409, 413, 429, 501, 503, 504);

  private static EmbeddedServer server;
  private static int port;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() {
    server = EmbeddedServer.start(ServerConfig.builder().build());
    server.ready().join();
    URI url = server.clientUrls().get(0);
    port = url.getPort();
    channel =
        Grpc.newChannelBuilder(url.getAuthority(), InsecureChannelCredentials.create()).build();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void jsonBodies() throws IOException {
    FuzzedJson json = new FuzzedJson(new Random(SEED));
    long before = heapInUse();
    try (Client client = new Client()) {
      for (int i = 0; i < INPUTS; i++) {
        String path = PATHS.get(i % PATHS.size());
        String body = json.next();
        Answer answer = client.post("/v3/" + path, body.getBytes(UTF_8));
        boolean isKnown = ANSWERS.contains(answer.status) || answer.body.startsWith(UNKNOWN);
        assertThat(isKnown)
            .as("input %d, seed %d: %s %s -> %s", i, SEED, path, body, answer)
            .isTrue();
        if (i % 500 == 0) {
          assertIsWell();
        }
        assertThat(answer.body).doesNotContain("Exception").doesNotContain("\tat ");
      }
    }
    assertThat(heapInUse() - before).isLessThan(HEAP_GROWTH_MAX);
    assertIsWell();
  }

  @Test
  void deepAndWideJson() throws IOException {
    try (Client client = new Client()) {
      for (String body :
          List.of(
              "[".repeat(100_000),
              "{\"key\":".repeat(100_000),
              "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000),
              "[".repeat(50_000) + "]".repeat(50_000),
              "{\"key\":\"" + "A".repeat(1 << 20) + "\"}",
              "{\"limit\":" + "9".repeat(100_000) + "}",
              "{\"limit\":1e999999999}",
              "{\"limit\":\"1e999999999\"}",
              "{\"TTL\":1e400}",
              "{\"" + "\\u0000".repeat(10_000) + "\":1}",
              "{\"success\":[" + "{\"request_txn\":{\"success\":[".repeat(2000),
              nestedTxn(2000),
              "{\"a\":1,".repeat(10_000))) {
        Answer answer = client.post("/v3/kv/txn", body.getBytes(UTF_8));
        assertThat(answer.status).as(body.substring(0, 12)).isIn(ANSWERS);
      }
    }
    assertIsWell();
  }

  private static String nestedTxn(int depth) {
    return "{\"success\":[{\"request_txn\":".repeat(depth) + "{}" + "}]}".repeat(depth);
  }

  @Test
  void httpRequests() throws IOException {
    FuzzedHttp requests = new FuzzedHttp(new Random(SEED));
    long before = heapInUse();
    for (int i = 0; i < INPUTS; i++) {
      byte[] bytes = requests.next();
      if (i % 500 == 0) {
        assertIsWell();
      }
      try (Socket socket = open()) {
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
        // Ends, or the read would fail by its timeout.
        assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
            .as("input %d, seed %d", i, SEED)
            .hasSizeLessThan(1 << 20)
            .doesNotContain("HTTP/1.1 500");
      } catch (SocketException e) {
        // The server has closed before all was written.
      }
    }
    assertThat(heapInUse() - before).isLessThan(HEAP_GROWTH_MAX);
    assertIsWell();
  }

  /** In the protocol of most clients, too. */
  private static void assertIsWell() throws IOException {
    try (Socket socket = open()) {
      socket
          .getOutputStream()
          .write("GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 200 OK");
    }
    KVGrpc.newBlockingStub(channel)
        .withDeadlineAfter(READ_MILLIS_MAX, TimeUnit.MILLISECONDS)
        .put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build());
  }

  private static long heapInUse() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static Socket open() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(READ_MILLIS_MAX);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private record Answer(int status, String body) {}

  /** A client that keeps its connection as long as the server does. */
  private static final class Client implements AutoCloseable {
    private Socket socket = open();
    private DataInputStream in = new DataInputStream(socket.getInputStream());

    Client() throws IOException {}

    Answer post(String path, byte[] body) throws IOException {
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.writeBytes(
          ("POST " + path + " HTTP/1.1\r\nHost: a\r\n" + DEADLINE + "\r\n").getBytes(UTF_8));
      request.writeBytes(("Content-Length: " + body.length + "\r\n\r\n").getBytes(UTF_8));
      request.writeBytes(body);
      try {
        socket.getOutputStream().write(request.toByteArray());
      } catch (SocketException e) {
        // Refused before it was read; the answer is there nevertheless.
      }
      Answer answer = read();
      if (answer.body == null) {
        throw new EOFException("no body");
      }
      return answer;
    }

    private Answer read() throws IOException {
      int status = Integer.parseInt(line().split(" ")[1]);
      int length = -1;
      boolean closes = false;
      for (String header = line(); !header.isEmpty(); header = line()) {
        String lower = header.toLowerCase(java.util.Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(header.substring(15).strip());
        }
        closes |= lower.equals("connection: close");
      }
      byte[] body = length >= 0 ? in.readNBytes(length) : chunks();
      if (closes) {
        close();
        socket = open();
        in = new DataInputStream(socket.getInputStream());
      }
      return new Answer(status, new String(body, UTF_8));
    }

    private byte[] chunks() throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int size = size(); size > 0; size = size()) {
        body.writeBytes(in.readNBytes(size));
        line();
      }
      line();
      return body.toByteArray();
    }

    private int size() throws IOException {
      return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      InputStream from = in;
      for (int next = from.read(); next != '\n'; next = from.read()) {
        if (next < 0) {
          throw new EOFException("the connection ended after: " + line);
        }
        if (next != '\r') {
          line.write(next);
        }
      }
      return line.toString(UTF_8);
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
