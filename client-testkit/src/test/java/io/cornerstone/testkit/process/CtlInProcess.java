package io.cornerstone.testkit.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cornerstone.ctl.Ctl;
import io.cornerstone.ctl.run.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Our {@code ctl}, run in this JVM with streams of its own, pointed at one server. */
final class CtlInProcess {
  private static final int PIPE_BYTES = 1 << 16;

  private final String endpoint;

  CtlInProcess(String endpoint) {
    this.endpoint = endpoint;
  }

  /** Runs a command to its end. */
  CommandResult run(String input, Map<String, String> variables, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        Console.of(
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            variables);
    int exitCode = Ctl.run(command(arguments), console);
    return new CommandResult(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** Starts a command that goes on until it is stopped. */
  Running start(String... arguments) {
    return new Running(command(arguments));
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add("--endpoints=" + endpoint);
    command.add("--command-timeout=15s"); // Its 5 s are short where a build runs beside it.
    command.addAll(List.of(arguments));
    return command;
  }

  /** A command that runs. */
  static final class Running implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PipedOutputStream keyboard = new PipedOutputStream();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Console console;
    private final CompletableFuture<Integer> exitCode;

    private Running(List<String> command) {
      try {
        console =
            Console.of(
                new PipedInputStream(keyboard, PIPE_BYTES),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      exitCode = CompletableFuture.supplyAsync(() -> Ctl.run(command, console), thread);
    }

    /** Writes to its input. */
    void type(String input) {
      try {
        keyboard.write(input.getBytes(UTF_8));
        keyboard.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** What it has printed. */
    String printed() {
      return out.toString(UTF_8);
    }

    /** What it has said on the error stream. */
    String complained() {
      return err.toString(UTF_8);
    }

    /** Waits until it has printed all of this, from the beginning. */
    void awaitPrinted(String expected) {
      Until.holds(
          "it prints " + expected,
          PATIENCE,
          () -> printed().startsWith(expected),
          () -> "it printed " + printed() + complained());
    }

    /** Waits until it has ended by itself. */
    int awaitExit() {
      return exitCode.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Asks it to end, as a signal does, and waits for that. */
    int stop() {
      console.requestStop();
      return awaitExit();
    }

    /** Ends it; one that waits for input sees the end of it. */
    @Override
    public void close() {
      console.requestStop();
      try {
        keyboard.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      thread.shutdownNow();
    }
  }
}
