package io.cornerstone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.protocol.ClusterGrpc;
import io.cornerstone.protocol.MemberAddRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a server listens and what is spoken there. */
class ListenersIT {
  private static final List<URI> ANY_PORT = List.of(URI.create("http://127.0.0.1:0"));

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  @TempDir private Path directory;

  private static EmbeddedServer start(ServerConfig.Builder config) {
    EmbeddedServer server = EmbeddedServer.start(config.build());
    server.ready().join();
    return server;
  }

  private int status(URI root, String path) throws IOException, InterruptedException {
    return get(root, path).statusCode();
  }

  private HttpResponse<String> get(URI root, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private int post(URI root, String path, String body) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(root.resolve(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  void withUrlsForHttpTheOthersSpeakGrpcAlone() throws Exception {
    Listening listening = Listening.DEFAULT.withClientHttpUrls(ANY_PORT);
    try (EmbeddedServer server = start(ServerConfig.builder().listening(listening));
        ClientStub grpc = new ClientStub(server.clientUrls().get(0));
        ClientStub wrong = new ClientStub(server.clientHttpUrls().get(0))) {
      URI httpRoot = server.clientHttpUrls().get(0);
      grpc.put("a", "1");
      assertThat(post(httpRoot, "/v3/kv/range", "{\"key\":\"YQ==\"}")).isEqualTo(200);
      assertThat(status(httpRoot, "/health")).isEqualTo(200);
      assertThat(status(httpRoot, "/version")).isEqualTo(200);
      assertThatThrownBy(() -> wrong.get("a")).isInstanceOf(StatusRuntimeException.class);
      assertThatThrownBy(() -> status(server.clientUrls().get(0), "/health"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void metricsHaveListenersOfTheirOwn() throws Exception {
    List<URI> two = List.of(ANY_PORT.get(0), URI.create("http://localhost:0"));
    Listening listening = Listening.DEFAULT.withMetricsUrls(two);
    try (EmbeddedServer server = start(ServerConfig.builder().listening(listening))) {
      assertThat(server.metricsUrls()).hasSize(2).doesNotContainAnyElementsOf(two);
      for (URI root : server.metricsUrls()) {
        assertThat(get(root, "/metrics").body()).contains("etcd_server_has_leader 1");
        assertThat(status(root, "/health")).isEqualTo(200);
        assertThat(status(root, "/readyz")).isEqualTo(200);
        assertThat(status(root, "/version")).isEqualTo(404);
        assertThat(post(root, "/v3/kv/range", "{\"key\":\"YQ==\"}")).isEqualTo(404);
      }
      assertThat(status(server.clientUrls().get(0), "/metrics")).isEqualTo(200);
    }
  }

  @Test
  void httpMayDoWithoutTheGatewayAndKnowItsCallers() throws Exception {
    HttpServing serving =
        HttpServing.DEFAULT
            .withGateway(false)
            .withCallTimes(true)
            .withCorsOrigins(Set.of("http://a.example"))
            .withHostWhitelist(Set.of("127.0.0.1"));
    try (EmbeddedServer server = start(ServerConfig.builder().http(serving));
        ClientStub grpc = new ClientStub(server.clientUrls().get(0))) {
      URI root = server.clientUrls().get(0);
      grpc.put("a", "1");
      assertThat(post(root, "/v3/kv/range", "{\"key\":\"YQ==\"}")).isEqualTo(404);
      assertThat(get(root, "/version", "Origin", "http://a.example").headers().map())
          .containsEntry("access-control-allow-origin", List.of("http://a.example"));
      assertThat(get(root, "/version", "Origin", "http://b.example").headers().map())
          .doesNotContainKey("access-control-allow-origin");
      URI byName = URI.create("http://localhost:" + root.getPort());
      assertThat(status(byName, "/version")).isEqualTo(421);
      assertThat(get(root, "/metrics").body())
          .contains("grpc_server_handling_seconds_bucket{grpc_method=\"Put\"");
    }
  }

  @Test
  void clientsAreServedOnSocketFilesToo() throws Exception {
    Path socket = directory.resolve("etcd.sock");
    URI url = URI.create("unix://" + socket);
    ServerConfig.Builder config =
        ServerConfig.builder().listenClientUrls(List.of(url, ANY_PORT.get(0)));
    for (int life = 0; life < 2; life++) {
      try (EmbeddedServer server = start(config)) {
        assertThat(server.clientUrls().get(0)).isEqualTo(url);
        assertThat(
                overSocket(socket, "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
            .startsWith("HTTP/1.1 200")
            .contains("\"health\":\"true\"");
      }
      assertThat(socket).doesNotExist();
      Files.deleteIfExists(socket);
      leaveSocket(socket); // As a crash would.
    }
  }

  @Test
  void aFileInTheWayOfASocketIsKept() throws IOException {
    Path file = Files.writeString(directory.resolve("precious"), "data");
    ServerConfig config =
        ServerConfig.builder().listenClientUrls(List.of(URI.create("unix://" + file))).build();
    assertThatThrownBy(() -> EmbeddedServer.start(config))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("a file is in the way");
    assertThat(file).hasContent("data");
  }

  private static void leaveSocket(Path socket) throws IOException {
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(socket))
        .close();
  }

  private static String overSocket(Path socket, String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(4096);
      while (answer.hasRemaining() && channel.read(answer) >= 0) {
        // Until the server closes.
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void portsMayBeShared() {
    Listening shared = Listening.DEFAULT.withSharedPorts(true);
    try (EmbeddedServer one = start(ServerConfig.builder().listening(shared))) {
      List<URI> same = one.clientUrls();
      try (EmbeddedServer two =
          start(ServerConfig.builder().listening(shared).listenClientUrls(same))) {
        assertThat(two.clientUrls()).isEqualTo(same);
      }
      assertThatThrownBy(() -> start(ServerConfig.builder().listenClientUrls(same)))
          .isInstanceOf(ServerStartException.class);
    }
  }

  @Test
  void theLogMayBeElsewhereAndIsFoundAgain() throws IOException {
    ServerConfig.Builder config =
        ServerConfig.builder().dataDir(directory.resolve("data")).walDir(directory.resolve("log"));
    try (EmbeddedServer server = start(config);
        ClientStub client = new ClientStub(server.clientUrls().get(0))) {
      client.put("a", "1");
      assertThat(directory.resolve("data/member/wal")).doesNotExist();
      assertThat(directory.resolve("log")).isNotEmptyDirectory();
      ServerConfig other =
          ServerConfig.builder()
              .dataDir(directory.resolve("other"))
              .walDir(directory.resolve("log"))
              .build();
      assertThatThrownBy(() -> EmbeddedServer.start(other))
          .isInstanceOf(ServerStartException.class);
    }
    try (EmbeddedServer server = start(config);
        ClientStub client = new ClientStub(server.clientUrls().get(0))) {
      assertThat(client.get("a")).contains("1");
    }
  }

  private static ManagedChannel channel(EmbeddedServer server) {
    return Grpc.newChannelBuilder(
            server.clientUrls().get(0).getAuthority(), InsecureChannelCredentials.create())
        .build();
  }

  @Test
  void asManyLearnersAsAllowedMayBeAdded() throws Exception {
    try (EmbeddedServer server = start(ServerConfig.builder().learnersMax(2))) {
      ManagedChannel channel = channel(server);
      try {
        addLearner(channel, 1);
        addLearner(channel, 2);
        assertThatThrownBy(() -> addLearner(channel, 3))
            .isInstanceOf(StatusRuntimeException.class)
            .hasMessageContaining("too many learner members in cluster");
      } finally {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
      }
    }
  }

  private static void addLearner(ManagedChannel channel, int number) {
    var unused =
        ClusterGrpc.newBlockingStub(channel)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .memberAdd(
                MemberAddRequest.newBuilder()
                    .addPeerURLs("http://127.0.0.1:" + number)
                    .setIsLearner(true)
                    .build());
  }
}
