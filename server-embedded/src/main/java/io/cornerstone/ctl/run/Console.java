package io.cornerstone.ctl.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a command sees of its process: streams, environment, the wish that it ends. A test has one of
 * its own.
 */
public final class Console {
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final CompletableFuture<Void> stopRequest = new CompletableFuture<>();
  private final boolean isTerminal;
  private @Nullable BufferedReader reader;
  private volatile boolean handlesStop;

  /**
   * A console.
   *
   * @param isTerminal whether somebody looks at the error stream, so that progress may be drawn
   */
  public Console(
      InputStream in,
      PrintStream out,
      PrintStream err,
      Map<String, String> environment,
      boolean isTerminal) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
    this.isTerminal = isTerminal;
  }

  /** The output stream. */
  public PrintStream out() {
    return out;
  }

  /** The error stream. */
  public PrintStream err() {
    return err;
  }

  /** The variables. */
  public Map<String, String> environment() {
    return environment;
  }

  /** Whether progress may be drawn on the error stream. */
  public boolean isTerminal() {
    return isTerminal;
  }

  /** The next line of the input, without its end; null at the end of the input. */
  public synchronized @Nullable String readLine() {
    BufferedReader lines = reader;
    if (lines == null) {
      lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      reader = lines;
    }
    try {
      return lines.readLine();
    } catch (IOException e) {
      throw new Failure(Failure.IO, "cannot read the input: " + e.getMessage());
    }
  }

  /** All bytes of the input. */
  public byte[] readAll() {
    try {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new Failure(Failure.IO, "cannot read the input: " + e.getMessage());
    }
  }

  /** Asks for a password, not shown where that is possible. */
  public String readPassword(String prompt) {
    java.io.Console terminal = isTerminal ? System.console() : null;
    if (terminal != null) {
      char[] password = terminal.readPassword("%s", prompt);
      return password == null ? "" : new String(password);
    }
    out.print(prompt);
    out.flush();
    String line = readLine();
    return line == null ? "" : line;
  }

  /** Asks the command to end. One that does not look at it is ended by the process. */
  public void requestStop() {
    stopRequest.complete(null);
  }

  /** Completes when the command shall end; whoever asks for it promises to. */
  public CompletableFuture<Void> stopRequest() {
    handlesStop = true;
    return stopRequest.copy();
  }

  /** Whether the command will end by itself once it is asked to. */
  public boolean handlesStop() {
    return handlesStop;
  }

  /** Monotonic time, for what is measured. */
  public long nanos() {
    return System.nanoTime();
  }
}
