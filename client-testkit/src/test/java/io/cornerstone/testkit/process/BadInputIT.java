package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.testkit.cluster.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts of the executable jar that cannot succeed: one clear line and the right exit code. */
class BadInputIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Path dir;

  BadInputIT(@TempDir Path dir) {
    this.dir = dir;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--nope=1 | --nope",
        "--heartbeat-interval=soon | \"soon\" for flag --heartbeat-interval",
        "--listen-client-urls=http://127.0.0.1 | URL has no port: http://127.0.0.1",
      })
  void flagsThatCannotBeReadAreOneLineAndExitCode2(String flag, String text) {
    assertFails(run(Map.of(), flag, "--data-dir=" + dir.resolve("d")), 2, text);
    assertThat(dir.resolve("d")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--listen-client-urls=http://127.0.0.1:1 | --advertise-client-urls is required",
        "--listen-peer-urls=https://127.0.0.1:2380 | https is not supported yet",
        "--initial-cluster=a=http://127.0.0.1:1 | couldn't find local name \"default\"",
        "--log-outputs=default,stdout | multi logoutput for \"default\" is not supported yet",
        "--enable-log-rotation | --log-outputs requires a single file path",
      })
  void flagsThatAreNotAllowedAreOneLineAndExitCode1(String flag, String text) {
    assertFails(
        run(Map.of(), flag, "--log-level=error", "--data-dir=" + dir.resolve("d")), 1, text);
    assertThat(dir.resolve("d")).doesNotExist();
  }

  @Test
  void aWrongVariableIsOneLineAndExitCode1() {
    assertFails(
        run(Map.of("ETCD_SNAPSHOT_COUNT", "many", "ETCD_DATA_DIR", dir.toString())),
        1,
        "\"many\" for environment variable ETCD_SNAPSHOT_COUNT");
  }

  @Test
  void aTakenClientPortIsOneLineAndExitCode1() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertFails(
          run(Map.of(), flags("http://127.0.0.1:" + taken.getLocalPort(), "http://127.0.0.1:0")),
          1,
          Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void aTakenPeerPortIsOneLineAndExitCode1() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertFails(
          run(Map.of(), flags("http://127.0.0.1:0", "http://127.0.0.1:" + taken.getLocalPort())),
          1,
          Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void aDirectoryThatCannotBeIsOneLineAndExitCode1() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));
    String[] flags = flags("http://127.0.0.1:0", "http://127.0.0.1:0");
    flags[0] = "--data-dir=" + file;
    assertFails(run(Map.of(), flags), 1, file.toString());
  }

  @Test
  void theDirectoryOfARunningMemberIsOneLineAndExitCode1() {
    try (ServerProcess server = ServerProcess.start(Target.checkoutJar())) {
      assertFails(
          runAgain(
              server,
              "--listen-client-urls=http://127.0.0.1:0",
              "--listen-peer-urls=http://127.0.0.1:0"),
          1,
          server.dataDir().toString());
      assertThat(server.isAlive()).isTrue();
    }
  }

  @Test
  void aDamagedLogIsOneLineAndExitCode1() throws IOException {
    try (ServerProcess server = ServerProcess.start(Target.checkoutJar())) {
      try (Wire wire = new Wire(server.clientUrl())) {
        for (int i = 0; i < 20; i++) {
          wire.put("k" + i, "precious" + i);
        }
      }
      server.kill();
      Path damaged = damageFirst(server.dataDir().resolve("member/wal"), "precious3");
      assertFails(runAgain(server), 1, damaged.getFileName().toString());
    }
  }

  /** Changes one byte of the only file in a directory that has this text. */
  private static Path damageFirst(Path directory, String text) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] content = Files.readAllBytes(file);
        int at = new String(content, StandardCharsets.ISO_8859_1).indexOf(text);
        if (at >= 0) {
          content[at] ^= 1;
          Files.write(file, content);
          return file;
        }
      }
    }
    throw new AssertionError(directory + " has no file with " + text);
  }

  private static CommandResult runAgain(ServerProcess server, String... more) {
    List<String> flags = new ArrayList<>(server.flags());
    flags.addAll(List.of(more));
    flags.add("--log-level=fatal");
    return run(Map.of(), flags.toArray(String[]::new));
  }

  private String[] flags(String clientUrl, String peerUrl) {
    return new String[] {
      "--data-dir=" + dir.resolve("d"),
      "--listen-client-urls=" + clientUrl,
      "--advertise-client-urls=" + clientUrl,
      "--listen-peer-urls=" + peerUrl,
      "--log-level=error",
    };
  }

  private static CommandResult run(Map<String, String> variables, String... flags) {
    return RunningCommand.run(Target.checkoutJar().with(List.of(flags)), variables, "", TIMEOUT);
  }

  private static void assertFails(CommandResult result, int exitCode, String text) {
    assertThat(result.err().lines()).singleElement().asString().contains(text);
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.out()).isEmpty();
  }
}
