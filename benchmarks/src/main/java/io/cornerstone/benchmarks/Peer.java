package io.cornerstone.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client that takes part in the comparison, as a process of its own: their versions of gRPC and
 * Netty would not get along in one.
 *
 * @param name what the table calls it
 * @param jar with the client and all it needs
 * @param mainClass which loads the client by {@link PeerLoad}
 */
record Peer(String name, Path jar, String mainClass) {
  private static final List<String> JVM_FLAGS =
      List.of(
          "-Xms512m", "-Xmx512m", "-XX:+UseG1GC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error");

  boolean isBuilt() {
    return Files.isRegularFile(jar);
  }

  /**
   * Runs the load and waits for its end.
   *
   * @throws IllegalStateException if the process fails, with what it printed
   */
  List<PeerResult> run(PeerPlan plan, PrintStream out) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command(plan)).redirectErrorStream(true).start();
    List<PeerResult> results = new ArrayList<>();
    StringBuilder printed = new StringBuilder();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<PeerResult> result = PeerResult.parse(line);
        if (result.isPresent()) {
          results.add(result.get());
          out.println("  " + line);
        } else {
          printed.append(line).append('\n');
        }
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(name + " failed; it printed:\n" + printed);
    }
    return results;
  }

  private List<String> command(PeerPlan plan) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.addAll(List.of("-cp", jar.toString(), mainClass));
    command.addAll(plan.toArguments());
    return command;
  }
}
