package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.testkit.cluster.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client that others wrote, in another language: {@code etcd3} for Node.js, with keys,
 * transactions, leases, watches, locks and elections. The same script runs against our executable
 * jar and a real etcd.
 *
 * <p>Skipped where there is no {@code node} and {@code npm}, or where npm cannot fetch the client.
 */
class NodeClientIT {
  private static final String CLIENT = "etcd3@1.1.2";
  private static final Duration INSTALL_TIMEOUT = Duration.ofSeconds(120);
  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final String SCRIPT = "trial.js";

  @TempDir static Path directory;

  @BeforeAll
  static void install() throws IOException {
    try (InputStream script =
        Objects.requireNonNull(NodeClientIT.class.getResourceAsStream("/etcd3/" + SCRIPT))) {
      Files.write(directory.resolve(SCRIPT), script.readAllBytes());
    }
    String npm =
        ("cd '%s' && node --version"
                + " && exec npm install --no-audit --no-fund --ignore-scripts"
                + " --fetch-retries=0 --fetch-timeout=30000 --prefix . %s")
            .formatted(directory, CLIENT);
    CommandResult result = inShell(npm, INSTALL_TIMEOUT);
    Assumptions.assumeTrue(
        result.exitCode() == 0, "skipped, npm cannot install " + CLIENT + ": " + result.both());
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void worksAsWithEtcd(Target target) {
    try (ServerProcess server = ServerProcess.start(target.binary())) {
      String run =
          "cd '%s' && exec node %s %s"
              .formatted(directory, SCRIPT, server.clientUrl().getAuthority());
      CommandResult result = inShell(run, TIMEOUT);
      assertThat(result.out())
          .as(result.err())
          .isEqualTo(
              """
              kv ok
              txn ok
              leases ok
              watches ok
              locks ok
              elections ok
              all ok
              """);
      assertThat(result.exitCode()).isZero();
    }
  }

  private static CommandResult inShell(String command, Duration timeout) {
    try {
      return RunningCommand.run(List.of("sh", "-c", command), Map.of(), "", timeout);
    } catch (UncheckedIOException | AssertionError e) { // There is no shell, or it takes too long.
      return new CommandResult(1, "", String.valueOf(e.getMessage()));
    }
  }
}
