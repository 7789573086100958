package io.cornerstone.testkit.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command that runs, with what it has printed so far. Close it: that kills it. */
final class RunningCommand implements AutoCloseable {
  private static final long POLL_MILLIS = 10;

  private final List<String> command;
  private final Process process;
  private final Path out;
  private final Path err;

  private RunningCommand(List<String> command, Process process, Path out, Path err) {
    this.command = command;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts a command with these variables on top of the environment, and with this input. */
  static RunningCommand start(List<String> command, Map<String, String> variables, String input) {
    RunningCommand running = startOpen(command, variables);
    try (OutputStream stdin = running.process.getOutputStream()) {
      stdin.write(input.getBytes(UTF_8));
      return running;
    } catch (IOException e) {
      running.close();
      throw new UncheckedIOException(e);
    }
  }

  /** The same, with an input that stays open for {@link #type}. */
  static RunningCommand startOpen(List<String> command, Map<String, String> variables) {
    try {
      Path out = Files.createTempFile("command-", ".out");
      Path err = Files.createTempFile("command-", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().keySet().removeIf(key -> key.startsWith("ETCD"));
      builder.environment().putAll(variables);
      return new RunningCommand(command, builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command to its end. */
  static CommandResult run(
      List<String> command, Map<String, String> variables, String input, Duration timeout) {
    try (RunningCommand running = start(command, variables, input)) {
      return running.awaitExit(timeout);
    }
  }

  /** Writes to the input of a command that was started with it open. */
  void type(String input) {
    try {
      OutputStream stdin = process.getOutputStream();
      stdin.write(input.getBytes(UTF_8));
      stdin.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Halts it where it is (SIGSTOP). */
  void pause() {
    signal("STOP");
  }

  /** Lets it go on after {@link #pause}. */
  void resume() {
    signal("CONT");
  }

  private void signal(String signal) {
    List<String> kill = List.of("kill", "-" + signal, Long.toString(process.pid()));
    CommandResult result = run(kill, Map.of(), "", Duration.ofSeconds(10));
    if (result.exitCode() != 0) {
      throw new AssertionError(kill + " failed: " + result);
    }
  }

  /** Asks it to end (SIGTERM), and waits for that. */
  CommandResult stop(Duration timeout) {
    process.destroy();
    return awaitExit(timeout);
  }

  CommandResult awaitExit(Duration timeout) {
    if (!hasExited(timeout.toMillis())) {
      throw new AssertionError(command + " runs after " + timeout + "; it printed\n" + printed());
    }
    return new CommandResult(process.exitValue(), read(out), read(err));
  }

  /** Waits until at least {@code length} characters were printed, and returns all of them. */
  String awaitOutput(int length, Duration timeout) {
    for (long waited = 0; waited < timeout.toMillis(); waited += POLL_MILLIS) {
      String text = read(out);
      if (text.length() >= length) {
        return text;
      }
      if (hasExited(POLL_MILLIS) && read(out).length() < length) {
        throw new AssertionError(command + " has ended; it printed\n" + printed());
      }
    }
    throw new AssertionError(command + " printed in " + timeout + " only\n" + printed());
  }

  /** Waits until it has printed a text on either stream, and returns all that it printed. */
  String awaitText(String text, Duration timeout) {
    for (long waited = 0; waited < timeout.toMillis(); waited += POLL_MILLIS) {
      if (printed().contains(text)) {
        return printed();
      }
      if (hasExited(POLL_MILLIS) && !printed().contains(text)) {
        throw new AssertionError(command + " has ended; it printed\n" + printed());
      }
    }
    throw new AssertionError(command + " printed in " + timeout + " only\n" + printed());
  }

  /** Kills the command if it runs. */
  @Override
  public void close() {
    process.destroyForcibly();
    hasExited(TimeUnit.SECONDS.toMillis(10));
    try {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean hasExited(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private String printed() {
    return read(out) + read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
