package io.cornerstone.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotCommandTest {
  @TempDir private Path temp;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("snapshot"));
    all.addAll(List.of(arguments));
    return Main.run(
        all, Map.of(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private void assertOneLine(String part) {
    assertThat(err.toString(UTF_8).lines()).singleElement().asString().contains(part);
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void aMissingFileIsOneLine() {
    assertThat(run("status", temp.resolve("nix").toString())).isEqualTo(Main.EXIT_FAILED);
    assertOneLine("nix does not exist");
  }

  @Test
  void aForeignFileIsRefusedAndNothingIsLeftBehind() throws IOException {
    Path file = temp.resolve("foreign");
    Files.write(file, new byte[20_001]);
    Path target = temp.resolve("data");
    assertThat(run("restore", file.toString(), "--data-dir", target.toString()))
        .isEqualTo(Main.EXIT_FAILED);
    assertOneLine("has no digest at its end");
    err.reset();
    assertThat(run("restore", "--skip-hash-check", file.toString(), "--data-dir=" + target))
        .isEqualTo(Main.EXIT_FAILED);
    assertOneLine("foreign, byte 0: this is not a database of etcd");
    try (var names = Files.list(temp)) {
      assertThat(names).containsExactly(file);
    }
  }

  @Test
  void theTwoFlagsOfARaisedRevisionBelongTogether() {
    assertThat(run("restore", "f", "--bump-revision=5")).isEqualTo(Main.EXIT_USAGE);
    assertOneLine("must be given together");
    err.reset();
    assertThat(run("restore", "f", "--mark-compacted")).isEqualTo(Main.EXIT_USAGE);
    assertOneLine("must be given together");
  }

  @Test
  void wrongUseIsOneLine() {
    assertThat(run()).isEqualTo(Main.EXIT_USAGE);
    assertThat(run("save", "f")).isEqualTo(Main.EXIT_USAGE);
    assertThat(run("status")).isEqualTo(Main.EXIT_USAGE);
    assertThat(run("status", "a", "b")).isEqualTo(Main.EXIT_USAGE);
    assertThat(run("status", "a", "-w", "xml")).isEqualTo(Main.EXIT_USAGE);
    assertThat(err.toString(UTF_8).lines()).hasSize(5);
  }

  @Test
  void theHelpHasEveryFlag() {
    assertThat(run("--help")).isEqualTo(Main.EXIT_OK);
    assertThat(out.toString(UTF_8))
        .contains("--initial-cluster '", "--skip-hash-check 'false'", "--write-out 'simple'");
  }
}
