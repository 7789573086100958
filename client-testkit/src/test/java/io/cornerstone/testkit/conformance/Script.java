package io.cornerstone.testkit.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A file of cases that run one after the other on one server:
 *
 * <pre>
 * # what the case is about
 * put a 1
 * ----
 * put rev=+1
 * </pre>
 *
 * <p>Where the installed etcd answers otherwise, being older than the release we follow or for a
 * reason in docs/differences.md, its answer stands behind a second line {@code ---- etcd}.
 */
record Script(Path file, List<Case> cases) {
  private static final String RULE = "----";
  private static final String OLD_RULE = "---- etcd";

  /**
   * @param title the comment above the commands
   * @param expected what our server answers
   * @param old what the installed etcd answers where that differs; else the same
   */
  record Case(String title, List<String> commands, List<String> expected, List<String> old) {
    List<String> expected(Target target) {
      return target == Target.ETCD ? old : expected;
    }
  }

  String name() {
    return file.getFileName().toString();
  }

  /** All scripts, in order of their names. */
  static List<Script> all() {
    try (Stream<Path> files = Files.list(directory())) {
      return files.sorted().map(Script::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory() {
    try {
      return Path.of(Objects.requireNonNull(Script.class.getResource("/conformance")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Script read(Path file) {
    try {
      List<Case> cases = new ArrayList<>();
      List<String> block = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("# ") && block.contains(RULE)) {
          cases.add(parse(block));
          block.clear();
        }
        if (!line.isBlank()) {
          block.add(line);
        }
      }
      cases.add(parse(block));
      return new Script(file, List.copyOf(cases));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case parse(List<String> block) {
    int rule = block.indexOf(RULE);
    int old = block.indexOf(OLD_RULE);
    if (!block.get(0).startsWith("# ") || rule < 0) {
      throw new IllegalArgumentException("no title or no answer: " + block);
    }
    int end = old < 0 ? block.size() : old;
    List<String> expected = List.copyOf(block.subList(rule + 1, end));
    return new Case(
        block.get(0).substring(2),
        List.copyOf(block.subList(1, rule)),
        expected,
        old < 0 ? expected : List.copyOf(block.subList(old + 1, block.size())));
  }

  /** Writes the file anew with these answers of a target in place of the old ones. */
  void rewrite(Target target, List<List<String>> answers) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      Case old = cases.get(i);
      List<String> now = answers.get(i);
      boolean changesOld = target == Target.ETCD && !old.old().equals(old.expected());
      List<String> expected = changesOld ? old.expected() : now;
      List<String> older = changesOld ? now : old.old().equals(old.expected()) ? now : old.old();
      lines.add("# " + old.title());
      lines.addAll(old.commands());
      lines.add(RULE);
      lines.addAll(expected);
      if (!older.equals(expected)) {
        lines.add(OLD_RULE);
        lines.addAll(older);
      }
      lines.add("");
    }
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
