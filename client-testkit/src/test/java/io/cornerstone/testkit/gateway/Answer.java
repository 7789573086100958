package io.cornerstone.testkit.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What a gateway answered, without what differs between any two servers: ids, sizes, hashes.
 *
 * @param lines JSON where it is JSON
 */
record Answer(int status, String contentType, List<String> lines) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long LINES_SECONDS_MAX = 5;
  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "gateway-timer");
            thread.setDaemon(true);
            return thread;
          });
  private static final int PRECONDITION_FAILED = 412;

  private static final Set<String> OWN =
      Set.of(
          "cluster_id",
          "member_id",
          "raft_term",
          "raftTerm",
          "raftIndex",
          "raftAppliedIndex",
          "dbSize",
          "dbSizeInUse",
          "version",
          "hash",
          "blob",
          "remaining_bytes",
          "peerURLs",
          "clientURLs");

  static Answer to(Step step, URI root) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(root.resolve(step.path()))
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofString(step.body()))
            .build();
    HttpResponse<InputStream> response =
        HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", ""),
        lines(response.body(), step.linesMax() == 0 ? Integer.MAX_VALUE : step.linesMax()));
  }

  private static List<String> lines(InputStream body, int linesMax) {
    List<String> lines = new ArrayList<>();
    Future<?> hangUp = TIMER.schedule(() -> close(body), LINES_SECONDS_MAX, TimeUnit.SECONDS);
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(body, UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(normal(line));
        if (lines.size() == linesMax) {
          break;
        }
      }
    } catch (IOException e) {
      lines.add("... and then nothing for " + LINES_SECONDS_MAX + " seconds");
    } finally {
      hangUp.cancel(false);
    }
    return lines;
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether this is an error in JSON. */
  boolean isError() {
    return status >= 400 && contentType.equals("application/json");
  }

  /** The gRPC code of an error. */
  int code() {
    return JsonParser.parseString(lines.get(0)).getAsJsonObject().get("code").getAsInt();
  }

  String message() {
    return JsonParser.parseString(lines.get(0)).getAsJsonObject().get("message").getAsString();
  }

  /** The status with FAILED_PRECONDITION as newer gateways have it. */
  int newerStatus() {
    return status == PRECONDITION_FAILED ? 400 : status;
  }

  private static String normal(String line) {
    try {
      JsonElement value = JsonParser.parseString(line);
      return value.isJsonObject() ? normal("", value).toString() : line;
    } catch (JsonParseException e) {
      return line;
    }
  }

  private static JsonElement normal(String name, JsonElement value) {
    if (OWN.contains(name) && !(name.equals("version") && value.getAsString().length() < 4)) {
      return new JsonPrimitive("*");
    }
    if (value instanceof JsonObject object) {
      JsonObject copy = new JsonObject();
      for (Map.Entry<String, JsonElement> field : object.entrySet()) {
        copy.add(field.getKey(), normal(field.getKey(), field.getValue()));
      }
      return copy;
    }
    if (value instanceof JsonArray array) {
      JsonArray copy = new JsonArray();
      array.forEach(element -> copy.add(normal("", element)));
      return copy;
    }
    return value instanceof JsonPrimitive text && text.isString()
        ? new JsonPrimitive(normalText(text.getAsString()))
        : value;
  }

  /** Ids that a server draws are large, and are at the end of the keys of locks and elections. */
  private static String normalText(String text) {
    if (text.matches("\\d{12,}")) {
      return "*";
    }
    try {
      String key = new String(Base64.getDecoder().decode(text), UTF_8);
      return key.matches("\\w+/[0-9a-f]{10,}") ? key.replaceFirst("/.*", "/*") : text;
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
