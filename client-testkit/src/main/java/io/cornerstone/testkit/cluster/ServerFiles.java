package io.cornerstone.testkit.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The directory of one server process: its data, and what it printed. */
record ServerFiles(Path directory) {
  private static final int TAIL_LINES = 40;

  static ServerFiles create(String name) {
    try {
      return new ServerFiles(Files.createTempDirectory("server-" + name + "-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path dataDir() {
    return directory.resolve("data");
  }

  Path outputFile() {
    return directory.resolve("output.log");
  }

  /** What was printed from byte {@code from} of the file on. */
  String outputFrom(long from) {
    try {
      byte[] bytes = Files.readAllBytes(outputFile());
      int start = (int) Math.min(from, bytes.length);
      // Programs may print anything; what is not UTF-8 must not hide the rest.
      return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long outputSize() {
    try {
      return Files.exists(outputFile()) ? Files.size(outputFile()) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines that were printed, for messages. */
  String tail() {
    List<String> lines = outputFrom(0).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  /** Deletes the directory with all that is in it. */
  void delete() {
    Directories.delete(directory);
  }
}
