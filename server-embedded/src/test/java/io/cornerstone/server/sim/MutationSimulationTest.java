package io.cornerstone.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.env.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs tests of the build against servers with one bug each, every one in a process of its own:
 * {@code -Dmutations}. All must be found; the server as it is must pass.
 */
@EnabledIfSystemProperty(named = "mutations", matches = ".*")
class MutationSimulationTest {
  private static final long SECONDS_MAX = 900;

  private final SystemClock clock = new SystemClock();

  /** {@code finding} is empty if nothing was found. */
  private record Outcome(String name, String finding, double seconds) {}

  @Test
  void everyMutationIsFoundByTestsOfTheBuild(@TempDir Path directory) {
    final String only = System.getProperty("mutations", "");
    final List<String> missed = new ArrayList<>();
    for (int i = 0; i < Mutations.ALL.size(); i++) {
      if (Mutations.ALL.get(i).name().contains(only)) {
        final Outcome outcome = run(Mutations.ALL.get(i), directory.resolve("m" + i));
        print(outcome);
        if (outcome.finding().isEmpty()) {
          missed.add(outcome.name());
        }
      }
    }
    assertThat(missed).as("mutations that were not found").isEmpty();
  }

  @Test
  void theServerAsItIsPasses(@TempDir Path directory) {
    final Outcome outcome = run(new Mutation("none", List.of()), directory);
    print(outcome);
    assertThat(outcome.finding()).isEmpty();
  }

  private static void print(Outcome outcome) {
    System.out.printf(
        "| %s | %s | %.0f s |%n",
        outcome.name(),
        outcome.finding().isEmpty() ? "not found" : outcome.finding(),
        outcome.seconds());
  }

  private Outcome run(Mutation mutation, Path directory) {
    final String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    final long start = clock.monotonicNanos();
    try {
      Files.createDirectories(directory);
      mutation.compileInto(directory, classPath);
      final Path output = directory.resolve("output.txt");
      final List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx512m",
                  "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                  "-cp",
                  directory + java.io.File.pathSeparator + classPath,
                  MutantRun.class.getName()));
      mutation.tests().forEach(tests -> command.add(tests.name()));
      final Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      final boolean hasEnded = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
      process.destroyForcibly();
      final double seconds = (clock.monotonicNanos() - start) / 1e9;
      if (hasEnded && process.exitValue() == 0) {
        return new Outcome(mutation.name(), "", seconds);
      }
      final String last =
          Files.readString(output, StandardCharsets.UTF_8).lines().reduce("", (a, b) -> b);
      return new Outcome(mutation.name(), hasEnded ? last : "does not end", seconds);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
