package io.cornerstone.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Bytes that look like HTTP/1.1 requests, more or less. */
final class FuzzedHttp {
  private static final List<String> METHODS =
      List.of("GET", "POST", "HEAD", "PUT", "OPTIONS", "CONNECT", "TRACE", "get", "\u0000", "PRI");
  private static final List<String> TARGETS =
      List.of(
          "/health",
          "/metrics",
          "/version",
          "/readyz?verbose&exclude=%",
          "/health?exclude=%zz&serializable=",
          "/v3/kv/range",
          "/v3/kv/put",
          "/v3/lease/keepalive",
          "/v3/maintenance/status",
          "*",
          "http://a:b:c/",
          "//",
          "/../../etc/passwd",
          "/%00",
          "",
          "/v3/kv/range/../range");
  private static final List<String> VERSIONS =
      List.of("HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9.9", "http/1.1", "");
  private static final List<String> HEADERS =
      List.of(
          "Host: a",
          "Host: [::1]:2379",
          "Host: [",
          "Content-Length: 14",
          "Content-Length: -1",
          "Content-Length: 99999999999999999999",
          "Content-Length: 0",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: gzip",
          "Transfer-Encoding: chunked, chunked",
          "Connection: close",
          "Connection: upgrade",
          "Upgrade: h2c",
          "Upgrade: websocket",
          "Expect: 100-continue",
          "Expect: nothing",
          "Grpc-Timeout: 1n",
          "Grpc-Timeout: 99999999H",
          "Grpc-Timeout: -1S",
          "Grpc-Metadata-hasleader: true",
          "Grpc-Metadata-\u00e9: \u00e9",
          "Grpc-Metadata-a-bin: AA",
          "Authorization: Bearer \u0001",
          "Origin: http://b",
          "no colon",
          ": no name",
          " folded");
  private static final List<String> BODIES =
      List.of(
          "{\"key\":\"YQ==\"}",
          "e\r\n{\"key\":\"YQ==\"}\r\n0\r\n\r\n",
          "ffffffffffffffff\r\n",
          "-1\r\n",
          "0;a=b\r\nTrailer: x\r\n\r\n",
          "");

  private final Random random;

  FuzzedHttp(Random random) {
    this.random = random;
  }

  /** A request, perhaps several, perhaps with some bytes changed; now and then bytes alone. */
  byte[] next() {
    if (random.nextInt(10) == 0) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      return bytes;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int requests = 1 + random.nextInt(3); requests > 0; requests--) {
      out.writeBytes(request().getBytes(ISO_8859_1));
    }
    byte[] bytes = out.toByteArray();
    if (random.nextInt(3) == 0) {
      for (int changes = 1 + random.nextInt(5); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
    }
    return bytes;
  }

  private String request() {
    StringBuilder text =
        new StringBuilder(any(METHODS))
            .append(' ')
            .append(any(TARGETS))
            .append(' ')
            .append(any(VERSIONS))
            .append("\r\n");
    for (int headers = random.nextInt(5); headers > 0; headers--) {
      text.append(any(HEADERS)).append(random.nextInt(20) == 0 ? "\n" : "\r\n");
    }
    return text.append("\r\n").append(any(BODIES)).toString();
  }

  private String any(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }
}
