package io.cornerstone.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A member's client port, spoken to in HTTP/1.1. */
class HttpServicesIT {
  private static final int READ_MILLIS_MAX = 10_000;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static EmbeddedServer server;
  private static URI root;

  @BeforeAll
  static void start() {
    server = EmbeddedServer.start(ServerConfig.builder().build());
    server.ready().join();
    root = server.clientUrls().get(0);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/health            | 200 | {\"health\":\"true\",\"reason\":\"\"}",
        "/health?serializable=true | 200 | {\"health\":\"true\",\"reason\":\"\"}",
        "/livez             | 200 | ok",
        "/readyz            | 200 | ok",
        "/readyz/linearizable_read | 200 | ok",
        "/readyz/nothing    | 404 | 404 page not found",
        "/version           | 200 |"
            + " {\"etcdserver\":\"3.6.0\",\"etcdcluster\":\"3.6.0\",\"storage\":\"3.6.0\"}",
        "/nothing           | 404 | 404 page not found",
        "/v3/kv/put         | 405 | Method Not Allowed",
      })
  void answersGet(String path, int status, String body) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body().strip()).isEqualTo(body.strip());
  }

  @Test
  void listsChecksWhenAsked() throws Exception {
    assertThat(get("/readyz?verbose&exclude=linearizable_read&exclude=unknown").body())
        .isEqualTo("[+]data_corruption ok\n[+]serializable_read ok\n[+]non_learner ok\nok\n");
  }

  @Test
  void putsAndReadsInJson() throws Exception {
    assertThat(
            post("/v3/kv/put", "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(b64("a"), b64("1"))))
        .returns(200, HttpResponse::statusCode);
    String found = post("/v3beta/kv/range", "{\"key\":\"%s\"}".formatted(b64("a"))).body();
    assertThat(found)
        .contains("\"kvs\":[{\"key\":\"" + b64("a") + "\",\"create_revision\":\"")
        .contains("\"version\":\"1\",\"value\":\"" + b64("1") + "\"}],\"count\":\"1\"}");
  }

  @Test
  void takesEverySpellingOfNamesAndNumbers() throws Exception {
    for (String body :
        new String[] {
          "{\"key\":\"YQ==\",\"range_end\":\"YQ==\",\"sort_order\":\"DESCEND\",\"limit\":\"3\"}",
          "{\"key\":\"YQ==\",\"rangeEnd\":\"YQ==\",\"sortOrder\":2,\"limit\":3}",
          "{\"key\":\"YQ==\",\"no_such_field\":{\"x\":[1]}}",
        }) {
      assertThat(post("/v3/kv/range", body).statusCode()).as(body).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v3/kv/range        | {}                        | 400 | 3  | key is not provided",
        "/v3/kv/range        |                           | 400 | 3  | key is not provided",
        "/v3/kv/range        | {\"key\":\"YQ==\"         | 400 | 3  | unexpected EOF",
        "/v3/kv/range        | {\"key\":7x}              | 400 | 3  | invalid JSON",
        "/v3/kv/range        | {\"key\":[\"YQ==\"]}   | 400 | 3  | key is not a list",
        "/v3/kv/txn          | {\"compare\":[[]]}      | 400 | 3  | not a list of lists",
        "/v3/lease/revoke    | {\"ID\":\"12345\"}        | 404 | 5  | requested lease not found",
        "/v3/auth/user/list  | {}                        | 501 | 12 | unknown method",
        "/v3/kv/range        | {\"key\":\"YQ==\",\"revision\":\"99999\"} | 400 | 11 | future",
      })
  void answersErrorsAsJson(String path, String body, int status, int code, String message)
      throws Exception {
    HttpResponse<String> response = post(path, body == null ? "" : body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body())
        .startsWith("{\"code\":" + code + ",\"message\":\"")
        .contains(message)
        .endsWith(",\"details\":[]}")
        .doesNotContain("Exception");
  }

  @Test
  void streamsAWatchLineByLine() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(root.resolve("/v3/watch"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"create_request\":{\"key\":\"%s\"}}".formatted(b64("watched"))))
            .build();
    HttpResponse<InputStream> response =
        HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
      assertThat(lines.readLine()).startsWith("{\"result\":{\"header\":").endsWith("true}}");
      post("/v3/kv/put", "{\"key\":\"%s\"}".formatted(b64("watched")));
      assertThat(lines.readLine()).contains("\"events\":[{\"kv\":{\"key\":\"" + b64("watched"));
    }
  }

  @Test
  void takesSeveralRequestsOfAStreamAndEndsIt() throws Exception {
    post("/v3/lease/grant", "{\"TTL\":60,\"ID\":77}");
    HttpResponse<String> response = post("/v3/lease/keepalive", "{\"ID\":77} {\"ID\":\"77\"}");
    assertThat(response.body().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("\"ID\":\"77\",\"TTL\":\"60\""));
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    String one = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
    String two = "GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    assertThat(raw((one + one + two).getBytes(UTF_8), false))
        .matches("(?s)HTTP/1.1 200 OK.*HTTP/1.1 200 OK.*HTTP/1.1 404 Not Found.*");
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    HttpResponse<String> response = post("/v3/kv/put", " ".repeat(4 << 20));
    assertThat(response.statusCode()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "POST / HTTP/1.1\r\n:x\r\n\r\n"
      })
  void closesAConnectionThatIsNotHttp(String bytes) throws Exception {
    assertThat(raw(bytes.getBytes(UTF_8), true)).doesNotContain("HTTP/1.1 2");
  }

  /** Random bytes, and requests with some bytes changed; the server answers as ever afterwards. */
  @Test
  void survivesGarbage() throws Exception {
    byte[] request =
        "POST /v3/kv/range HTTP/1.1\r\nHost: a\r\nContent-Length: 14\r\n\r\n{\"key\":\"YQ==\"}"
            .getBytes(UTF_8);
    Random random = new Random(11);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = request.clone();
      if (i % 5 == 0) {
        random.nextBytes(bytes);
      }
      for (int change = random.nextInt(6); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      send(bytes);
    }
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(root.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(root.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String b64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /** Sends bytes, perhaps ends the sending side, and reads until the server closes. */
  private static String raw(byte[] bytes, boolean ends) throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      if (ends) {
        socket.shutdownOutput();
      }
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static void send(byte[] bytes) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), root.getPort());
    socket.setSoTimeout(READ_MILLIS_MAX);
    return socket;
  }
}
