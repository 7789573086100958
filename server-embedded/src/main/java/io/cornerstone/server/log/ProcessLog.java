package io.cornerstone.server.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cornerstone.server.env.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The log of this process: what SLF4J's loggers and the network library's write goes to its
 * outputs, a line at a time. A log that cannot be written stops nothing: that is said once on
 * standard error. Safe for use by many threads.
 */
public final class ProcessLog {
  private static final String PROVIDER_KEY = "slf4j.provider";
  private static final String VERBOSITY_KEY = "slf4j.internal.verbosity";

  /** The network library's own debug lines are one per frame. */
  private static final String CHATTY = "io.grpc.";

  /** Log each message, and each beginning of a connection, that cannot be decoded, with a trace. */
  private static final Set<String> FLOODING =
      Set.of(
          "io.grpc.internal.SerializeReentrantCallsDirectExecutor",
          "io.grpc.netty.shaded.io.grpc.netty.NettyServerTransport.connections");

  private static volatile @Nullable ProcessLog current;

  private final Clock clock;
  private final int leastLevel;
  private final LogLayout layout;
  private final PrintStream err;

  @GuardedBy("this")
  private final List<LogOutput> outputs;

  @GuardedBy("this")
  private boolean hasFailed;

  ProcessLog(LogSettings settings, List<LogOutput> outputs, Clock clock, PrintStream err) {
    this.clock = clock;
    this.leastLevel = leastLevel(settings.level());
    this.layout = new LogLayout(settings.format());
    this.outputs = new ArrayList<>(outputs);
    this.err = err;
  }

  /**
   * Makes this the log of the process, in place of an earlier one. Called before the first logger
   * is made, or else SLF4J has chosen another provider, and only {@link #always} comes here. A
   * provider that the JVM was started with (system property {@code slf4j.provider}) stays.
   *
   * @throws IOException if an output cannot be opened
   */
  public static void start(LogSettings settings, Clock clock, PrintStream out, PrintStream err)
      throws IOException {
    final List<LogOutput> outputs = new ArrayList<>();
    for (String name : settings.outputs()) {
      outputs.add(output(name, settings.rotation(), clock, out, err));
    }
    current = new ProcessLog(settings, outputs, clock, err);
    setUnlessGiven(PROVIDER_KEY, LogProvider.class.getName());
    setUnlessGiven(VERBOSITY_KEY, "WARN");
    NetworkLog.capture();
  }

  private static void setUnlessGiven(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  private static LogOutput output(
      String name, Optional<LogRotation> rotation, Clock clock, PrintStream out, PrintStream err)
      throws IOException {
    if (!LogSettings.isFile(name)) {
      return stream(name.equals("stdout") ? out : err);
    }
    try {
      final Path file = Path.of(name);
      return FileOutput.open(
          file, rotation.map(r -> new LogBackups(file, r, housekeeper())), clock);
    } catch (InvalidPathException e) {
      throw new IOException("log output is no path: " + e.getMessage(), e);
    }
  }

  private static LogOutput stream(PrintStream stream) {
    return line -> {
      stream.write(line.getBytes(StandardCharsets.UTF_8));
      stream.flush();
    };
  }

  private static Executor housekeeper() {
    return Executors.newSingleThreadExecutor(
        task -> {
          final Thread thread = Executors.defaultThreadFactory().newThread(task);
          thread.setName("log-backups");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** The log of the process; null if it has none, and SLF4J another provider. */
  static @Nullable ProcessLog current() {
    return current;
  }

  /**
   * Logs a line at level info, whatever the level of the log: for what supervisors wait for.
   *
   * @param fields what follows the message, in order
   */
  public static void always(String message, Map<String, Object> fields) {
    final ProcessLog log = current;
    if (log != null) {
      log.write(Level.INFO, CallSite.caller(), new MessageParts(message, fields), null);
    }
  }

  boolean isEnabled(String logger, Level level) {
    final boolean isFrame = logger.startsWith(CHATTY) && level.toInt() < Level.INFO.toInt();
    return level.toInt() >= leastLevel && !isFrame && !FLOODING.contains(logger);
  }

  void write(Level level, String caller, MessageParts message, @Nullable Throwable failure) {
    final String line =
        layout.print(
            new LogLine(
                level, clock.wallMillis(), caller, message.text(), message.fields(), failure));
    synchronized (this) {
      for (LogOutput output : outputs) {
        try {
          output.write(line);
        } catch (IOException e) {
          failed(e);
        }
      }
    }
  }

  @GuardedBy("this")
  private void failed(IOException failure) {
    if (!hasFailed) {
      hasFailed = true;
      err.println("cornerstone-server: the log cannot be written: " + failure.getMessage());
    }
  }

  private static int leastLevel(String name) {
    return switch (name) {
      case "debug" -> Level.DEBUG.toInt();
      case "info" -> Level.INFO.toInt();
      case "warn" -> Level.WARN.toInt();
      case "error" -> Level.ERROR.toInt();
      default -> Integer.MAX_VALUE;
    };
  }
}
