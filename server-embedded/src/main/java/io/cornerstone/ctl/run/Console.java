package io.cornerstone.ctl.run;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a command sees of its process: streams, environment, the wish that it ends. A test has one
 * of its own.
 */
public final class Console {
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final CompletableFuture<Void> stopRequest = new CompletableFuture<>();
  private final boolean isTerminal;
  private final boolean isProcess;
  private @Nullable BufferedReader reader;
  private volatile boolean handlesStop;

  private Console(
      InputStream in,
      PrintStream out,
      PrintStream err,
      Map<String, String> environment,
      boolean isProcess) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
    this.isTerminal = isProcess && System.console() != null;
    this.isProcess = isProcess;
  }

  /** A console of its own, as a test has it. Nobody looks at it. */
  public static Console of(
      InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {
    return new Console(in, out, err, environment, false);
  }

  /** The console of the process; in UTF-8 whatever the locale, as keys and values are bytes. */
  public static Console ofProcess() {
    return new Console(
        System.in, stream(FileDescriptor.out), stream(FileDescriptor.err), System.getenv(), true);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
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

  /**
   * Runs another command to its end, on the same streams, and returns its exit code. It is asked to
   * end when this one is.
   *
   * @param variables on top of the environment
   * @throws IOException if it cannot be started
   */
  public int run(List<String> command, Map<String, String> variables) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(variables);
    if (!isProcess) {
      builder.redirectOutput(ProcessBuilder.Redirect.PIPE);
    }
    Process process = builder.start();
    CompletableFuture<Void> unused = stopRequest.thenRun(process::destroy);
    if (!isProcess) {
      process.getInputStream().transferTo(out);
    }
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new Failure(Failure.INTERRUPTED, "interrupted");
    }
  }

  /** Monotonic time, for what is measured. */
  public long nanos() {
    return System.nanoTime();
  }
}
