package io.cornerstone.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.ctl.run.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines that need no server. */
class CtlTest {
  private static final String COMMANDS =
      "get put del txn watch lease compaction lock elect member endpoint alarm defrag snapshot"
          + " move-leader downgrade auth user role check make-mirror completion version";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void helpListsEveryCommand() {
    assertThat(run(Map.of(), "--help")).isZero();
    for (String command : COMMANDS.split(" ")) {
      assertThat(out.toString(UTF_8)).containsPattern("(?m)^  " + command + " ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lease", "lease --help", "help lease"})
  void helpOfAGroupListsItsCommands(String line) {
    assertThat(run(Map.of(), line.split(" "))).isZero();
    assertThat(out.toString(UTF_8))
        .contains("Usage: ctl lease", "grant", "revoke", "timetolive", "keep-alive", "--endpoints");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "lease nonsense", "get a --foo", "get a -q", "get a --rev=x"})
  void badUsageIsOneErrorAndAHint(String line) {
    assertThat(run(Map.of(), line.split(" "))).isEqualTo(1);
    assertThat(err.toString(UTF_8).lines()).hasSize(2).first().asString().startsWith("Error: ");
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void anOptionThatIsGivenBothWaysIsAMistake() {
    assertThat(run(Map.of("ETCDCTL_ENDPOINTS", "a:1"), "get", "a", "--endpoints=b:1")).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .startsWith("Error: conflicting environment variable \"ETCDCTL_ENDPOINTS\"");
  }

  @Test
  void variablesSetGlobalOptionsAlone() {
    assertThat(run(Map.of("ETCDCTL_WRITE_OUT", "nonsense"), "get", "a")).isEqualTo(4);
    assertThat(err.toString(UTF_8)).isEqualTo("Error: unsupported output format\n");
    assertThat(run(Map.of("ETCDCTL_REV", "x"), "get")).isEqualTo(128);
  }

  @Test
  void aChangeThatCannotBeShownIsNotMade() {
    // No server is asked: the endpoint does not exist.
    assertThat(run(Map.of(), "put", "a", "b", "-w", "table", "--endpoints=127.0.0.1:1"))
        .isEqualTo(4);
    assertThat(err.toString(UTF_8)).isEqualTo("Error: table not supported as output format\n");
  }

  @Test
  void whoCannotConnectIsToldSo() {
    assertThat(run(Map.of(), "--endpoints=127.0.0.1:1", "--command-timeout=200ms", "get", "a"))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8)).startsWith("Error: context deadline exceeded");
  }

  @Test
  void completionIsAScript() {
    assertThat(run(Map.of(), "completion", "bash", "--name=ctl")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("#!/usr/bin/env bash").contains("keep-alive");
    assertThat(run(Map.of(), "completion", "fish")).isEqualTo(128);
  }

  private int run(Map<String, String> variables, String... arguments) {
    return Ctl.run(
        List.of(arguments),
        Console.of(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            variables));
  }
}
