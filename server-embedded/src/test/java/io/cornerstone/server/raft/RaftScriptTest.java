package io.cornerstone.server.raft;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each file of {@code testdata/raft} is commands and, after dashes, what they caused; a blank line
 * ends a block. {@link ScriptCluster} lists the commands. {@code -Drewrite} records the output
 * anew.
 */
class RaftScriptTest {
  private static final Path SCRIPTS = Path.of("src", "test", "resources", "testdata", "raft");
  private static final String DASHES = "----";

  @TestFactory
  Stream<DynamicTest> scripts() throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(SCRIPTS)) {
      files = listed.filter(p -> p.toString().endsWith(".txt")).sorted().toList();
    }
    assertThat(files).as("scripts in %s", SCRIPTS).isNotEmpty();
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private static void check(Path file) throws IOException {
    String recorded = Files.readString(file, UTF_8);
    String actual = replay(recorded);
    if (System.getProperty("rewrite") != null) {
      Files.writeString(file, actual, UTF_8);
    } else {
      assertThat(actual).as("%s; -Drewrite records it anew", file).isEqualTo(recorded);
    }
  }

  /** The script with the output that it has now. */
  private static String replay(String script) {
    ScriptCluster cluster = new ScriptCluster();
    List<String> lines = new ArrayList<>();
    List<String> output = new ArrayList<>();
    boolean isOutput = false;
    for (String line : script.lines().toList()) {
      if (line.isBlank()) {
        isOutput = false;
        lines.add(line);
      } else if (line.equals(DASHES)) {
        isOutput = true;
        lines.add(line);
        lines.addAll(folded(output));
        output.clear();
      } else if (!isOutput) {
        lines.add(line);
        if (!line.startsWith("#")) {
          output.addAll(cluster.run(line));
        }
      }
    }
    assertThat(output).as("output without dashes before it").isEmpty();
    return String.join("\n", lines) + "\n";
  }

  /** Repeated lines as one with their number. */
  private static List<String> folded(List<String> output) {
    List<String> folded = new ArrayList<>();
    for (int from = 0, until; from < output.size(); from = until) {
      until = from + 1;
      while (until < output.size() && output.get(until).equals(output.get(from))) {
        until++;
      }
      folded.add(until - from == 1 ? output.get(from) : output.get(from) + " x" + (until - from));
    }
    return folded;
  }
}
