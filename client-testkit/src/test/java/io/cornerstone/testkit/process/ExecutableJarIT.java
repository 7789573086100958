package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.cornerstone.testkit.cluster.ServerProcess;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The executable jar as a process among others: how it starts, ends and keeps what it was given.
 */
class ExecutableJarIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long SIGINT_BIT = 1L << (2 - 1); // Signal 2 has the second bit.

  @Test
  void theVersionStartsAsEtcds() {
    CommandResult result = run("--version");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("etcd Version: 3.6.0\nCornerstone Version: 0.");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void theHelpListsTheFlags() {
    CommandResult result = run("-h");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("--listen-client-urls 'http://localhost:2379'");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void aCleanEndKeepsTheDataAndIsExitCode0() {
    try (ServerProcess server = ServerProcess.start(Target.checkoutJar())) {
      put(server, "a", "1");
      assertThat(server.stop()).as(server.output()).isZero();
      server.restart();
      put(server, "b", "2");
      assertThat(readAll(server)).isEqualTo(Map.of("a", "1", "b", "2"));
      assertThat(server.output().split("ready to serve client requests", -1)).hasSize(3);
    }
  }

  @Test
  void controlCIsACleanEndToo() throws IOException {
    assumeFalse(
        isInterruptIgnored(),
        "SIGINT is ignored in this process (as in a shell's background job), hence in its"
            + " children");
    try (ServerProcess server = ServerProcess.start(Target.checkoutJar())) {
      put(server, "a", "1");
      assertThat(server.interrupt()).as(server.output()).isZero();
      server.restart();
      assertThat(readAll(server)).isEqualTo(Map.of("a", "1"));
    }
  }

  @Test
  void whatWasAcknowledgedSurvivesEachKill() {
    try (ServerProcess server = ServerProcess.start(Target.checkoutJar())) {
      for (int round = 0; round < 3; round++) {
        SortedMap<String, String> acknowledged;
        try (WritingClient client =
            WritingClient.start("round" + round + "/", List.of(server.clientUrl()))) {
          client.awaitMore(50, TIMEOUT);
          server.kill();
          client.close();
          acknowledged = client.acknowledged();
        }
        server.restart();
        assertThat(readAll(server)).containsAllEntriesOf(acknowledged);
      }
    }
  }

  @Test
  void aPausedServerAnswersWhenItGoesOn() {
    try (ServerProcess server = ServerProcess.start(Target.checkoutJar())) {
      put(server, "a", "1");
      server.pause();
      server.resume();
      put(server, "b", "2");
      assertThat(readAll(server)).isEqualTo(Map.of("a", "1", "b", "2"));
    }
  }

  @Test
  void theReadyLineIsThereWhateverTheLogLevel() {
    try (ServerProcess server =
        ServerProcess.start(
            Target.checkoutJar(), "--log-level=fatal", "--listen-peer-urls=http://localhost:0")) {
      assertThat(server.output().lines())
          .singleElement()
          .asString()
          .contains("\"msg\":\"ready to serve client requests\",\"urls\":[\"" + server.clientUrl());
    }
  }

  @Test
  void aMemberThatCannotWriteItsLogEndsByItself() throws IOException {
    try (ServerProcess server =
        ServerProcess.start(
            Target.checkoutJar(), "--log-level=fatal", "--snapshot-count=1000000")) {
      put(server, "a", "1");
      // The open segment goes on without a name; the next one has no place any more.
      deleteAll(server.dataDir().resolve("member/wal"));
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 200; i++) {
                  put(server, "big", "x".repeat(1_000_000));
                }
              })
          .isInstanceOf(StatusRuntimeException.class);
      assertThat(server.awaitExit()).isEqualTo(1);
      assertThat(server.output().lines())
          .hasSize(2)
          .last()
          .asString()
          .startsWith("cornerstone-server: member default stopped: ");
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Linux tells; elsewhere this is taken for not so. */
  private static boolean isInterruptIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.split("\\s+")[1], 16) & SIGINT_BIT) != 0);
  }

  private static CommandResult run(String... flags) {
    return RunningCommand.run(Target.checkoutJar().with(List.of(flags)), Map.of(), "", TIMEOUT);
  }

  private static void put(ServerProcess server, String key, String value) {
    try (Wire wire = new Wire(server.clientUrl())) {
      wire.put(key, value);
    }
  }

  private static SortedMap<String, String> readAll(ServerProcess server) {
    try (Wire wire = new Wire(server.clientUrl())) {
      return wire.readAll(true);
    }
  }
}
