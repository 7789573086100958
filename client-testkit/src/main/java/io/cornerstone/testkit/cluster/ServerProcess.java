package io.cornerstone.testkit.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One member that runs as a process of its own, on loopback ports and in a temporary directory.
 * What it prints goes to a file, whose last lines are in the message of every failure here.
 *
 * <p>Not safe for use by several threads at once. Methods that wait restore the interrupt flag and
 * throw {@link IllegalStateException} when interrupted. Close it: that kills the process and
 * deletes the directory.
 */
public final class ServerProcess implements AutoCloseable {
  /** How long a member may take to serve, and to end after a signal. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  static final int PORT_TRIES = 3;

  private static final Pattern READY =
      Pattern.compile("ready to serve (insecure )?client requests");
  private static final long POLL_MILLIS = 20;
  private static final long KILL_SECONDS = 10;

  private final ServerBinary binary;
  private final MemberAddress address;
  private final ServerFiles files;
  private final List<String> flags;
  private @Nullable Process process;
  private long outputStart; // Where in the file the output of the running process begins.

  ServerProcess(
      ServerBinary binary, MemberAddress address, String initialCluster, List<String> flags) {
    this.binary = binary;
    this.address = address;
    this.files = ServerFiles.create(address.name());
    this.flags = address.flags(files.dataDir(), initialCluster);
    this.flags.addAll(flags);
  }

  /**
   * Starts a cluster of one and waits until it serves.
   *
   * @param flags go after the ones that name ports, directory and cluster, and so win over them
   * @throws IllegalStateException if it does not serve within {@link #PATIENCE}
   */
  public static ServerProcess start(ServerBinary binary, String... flags) {
    for (int tries = 1; ; tries++) {
      MemberAddress address = MemberAddress.free("default");
      ServerProcess server = new ServerProcess(binary, address, address.founding(), List.of(flags));
      try {
        server.launch();
        server.awaitReady();
        return server;
      } catch (IllegalStateException e) {
        server.close();
        if (tries == PORT_TRIES || !isPortInUse(e)) {
          throw e;
        }
      }
    }
  }

  /** Whether a start failed because somebody else took the port after it was found free. */
  static boolean isPortInUse(IllegalStateException failure) {
    return String.valueOf(failure.getMessage())
        .toLowerCase(Locale.ROOT)
        .contains("address already in use");
  }

  public String name() {
    return address.name();
  }

  /** Where it serves clients, running or not. */
  public URI clientUrl() {
    return URI.create(address.clientUrl());
  }

  /** The flags that it is started with, each time. */
  public List<String> flags() {
    return List.copyOf(flags);
  }

  /** Its directory of data; {@code --data-dir}. */
  public Path dataDir() {
    return files.dataDir();
  }

  /** What all processes of this member printed, both streams. */
  public String output() {
    return files.outputFrom(0);
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** The process id. @throws IllegalStateException if it does not run */
  public long pid() {
    return running().pid();
  }

  /** Starts the process with the same directory and flags as ever, and does not wait. */
  public void launch() {
    launch(flags);
  }

  private void launch(List<String> flagsNow) {
    if (isAlive()) {
      throw new IllegalStateException(name() + " already runs");
    }
    outputStart = files.outputSize();
    ProcessBuilder builder =
        new ProcessBuilder(binary.with(flagsNow))
            .directory(files.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(files.outputFile().toFile()));
    // Variables of whoever runs the tests must not reach the server.
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.startsWith("ETCD_") && !key.equals("ETCD_UNSUPPORTED_ARCH"));
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ChildProcesses.add(process);
  }

  /**
   * Waits until the member says that it serves and its port is open.
   *
   * @throws IllegalStateException if it ends, or does not serve within {@link #PATIENCE}
   */
  public void awaitReady() {
    for (long waited = 0; waited < PATIENCE.toMillis(); waited += POLL_MILLIS) {
      if (READY.matcher(files.outputFrom(outputStart)).find() && isPortOpen()) {
        return;
      }
      if (awaitExit(running(), POLL_MILLIS)) {
        throw failure("ended with exit code " + running().exitValue() + " before it served");
      }
    }
    throw failure("does not serve after " + PATIENCE.toSeconds() + " s");
  }

  /** Starts the process again, after it has ended, and waits until it serves. */
  public void restart() {
    launch();
    awaitReady();
  }

  /** Starts the process again with more flags, this time only, and waits until it serves. */
  public void restartWith(String... more) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of(more));
    launch(all);
    awaitReady();
  }

  /** Ends it as a crash does (SIGKILL), and waits for the end. Harmless if it has ended. */
  public void kill() {
    Process current = process;
    if (current == null) {
      return;
    }
    current.destroyForcibly();
    if (!awaitExit(current, TimeUnit.SECONDS.toMillis(KILL_SECONDS))) {
      throw failure("is there " + KILL_SECONDS + " s after a kill");
    }
    ChildProcesses.remove(current);
  }

  /** Asks it to end (SIGTERM). @return its exit code */
  public int stop() {
    return signalAndAwaitExit("TERM");
  }

  /** Asks it to end as ctrl-C does (SIGINT). @return its exit code */
  public int interrupt() {
    return signalAndAwaitExit("INT");
  }

  /** Waits until it has ended by itself. @return its exit code */
  public int awaitExit() {
    Process current = running();
    if (!awaitExit(current, PATIENCE.toMillis())) {
      throw failure("runs after " + PATIENCE.toSeconds() + " s");
    }
    ChildProcesses.remove(current);
    return current.exitValue();
  }

  /** Halts it where it is (SIGSTOP): it neither works nor answers, but its connections stay. */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on after {@link #pause}. */
  public void resume() {
    signal("CONT");
  }

  /** Kills the process and deletes its directory. Idempotent. */
  @Override
  public void close() {
    kill();
    files.delete();
  }

  private int signalAndAwaitExit(String signal) {
    signal(signal);
    return awaitExit();
  }

  private void signal(String signal) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).inheritIO().start();
      if (!awaitExit(kill, TimeUnit.SECONDS.toMillis(KILL_SECONDS)) || kill.exitValue() != 0) {
        throw failure("took no SIG" + signal);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException(name() + " was never started");
    }
    return process;
  }

  private boolean isPortOpen() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clientUrl().getPort())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean awaitExit(Process process, long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private IllegalStateException failure(String what) {
    return new IllegalStateException(
        "%s member %s %s; the last it printed:%n%s"
            .formatted(binary.label(), name(), what, files.tail()));
  }
}
