package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cornerstone.testkit.cluster.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a member writes to its log, where and how. */
class LogFormatsIT {
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";

  private final Path file;

  LogFormatsIT(@TempDir Path dir) {
    this.file = dir.resolve("logs/member.log");
  }

  @Test
  void eachLineIsAJsonObjectWithEtcdsFieldsAndNothingOfTheData() throws IOException {
    try (ServerProcess server =
        ServerProcess.start(
            Target.checkoutJar(), "--log-level=debug", "--log-outputs=stderr," + file)) {
      writeAndStop(server);
      List<String> lines = Files.readAllLines(file);
      assertThat(lines)
          .as("both outputs have the same")
          .isEqualTo(server.output().lines().toList());
      assertThat(lines)
          .allSatisfy(
              line -> {
                JsonObject entry = JsonParser.parseString(line).getAsJsonObject();
                assertThat(entry.keySet()).startsWith("level", "ts", "caller", "msg");
                assertThat(entry.get("level").getAsString()).isIn("debug", "info", "warn", "error");
                assertThat(entry.get("ts").getAsString()).matches(TIME);
                assertThat(entry.get("caller").getAsString()).matches("[\\w/]+(\\.java:\\d+)?");
              })
          .noneMatch(line -> line.contains("precious"));
      assertThat(lines.stream().map(LogFormatsIT::message))
          .contains("became leader at term 1", "ready to serve client requests")
          .anyMatch(message -> message.startsWith("published "))
          .contains("enabled capabilities for version");
    }
  }

  @Test
  void theConsoleHasColumns() {
    try (ServerProcess server = ServerProcess.start(Target.checkoutJar(), "--log-format=console")) {
      writeAndStop(server);
      assertThat(server.output().lines())
          .isNotEmpty()
          // A warning: of a call that took long.
          .allMatch(
              line ->
                  line.matches(TIME + "\t(?:info|warn)\t[\\w/]+\\.java:\\d+\t[^\t]+(\t\\{.*})?"))
          .anyMatch(line -> line.contains("\tinfo\t"));
    }
  }

  private static void writeAndStop(ServerProcess server) {
    try (Wire wire = new Wire(server.clientUrl())) {
      wire.put("precious-key", "precious-value");
    }
    assertThat(server.stop()).isZero();
  }

  private static String message(String line) {
    return JsonParser.parseString(line).getAsJsonObject().get("msg").getAsString();
  }
}
