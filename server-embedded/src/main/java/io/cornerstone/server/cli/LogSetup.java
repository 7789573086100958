package io.cornerstone.server.cli;

import io.cornerstone.server.env.SystemClock;
import io.cornerstone.server.log.LogRotation;
import io.cornerstone.server.log.LogSettings;
import io.cornerstone.server.log.ProcessLog;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** Sets the log of the process up, before any class is used that has a logger. */
final class LogSetup {
  /** Of a tool that talks to a person: what goes wrong, on the standard error stream. */
  static final LogSettings TOOL = tool("warn");

  /** Of a client that reports failures itself. */
  static final LogSettings CLIENT = tool("error");

  private LogSetup() {}

  private static LogSettings tool(String level) {
    return new LogSettings(level, LogSettings.Format.CONSOLE, List.of("stderr"), Optional.empty());
  }

  /**
   * What the flags say of the log.
   *
   * @throws BadUsageException if they do not go together
   */
  static LogSettings settings(FlagValues values) {
    try {
      return new LogSettings(
          values.get(LogFlags.LOG_LEVEL),
          values.get(LogFlags.LOG_FORMAT).equals("json")
              ? LogSettings.Format.JSON
              : LogSettings.Format.CONSOLE,
          List.copyOf(values.get(LogFlags.LOG_OUTPUTS)),
          values.get(LogFlags.ENABLE_LOG_ROTATION)
              ? Optional.of(LogRotation.parse(values.get(LogFlags.LOG_ROTATION_CONFIG_JSON)))
              : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new BadUsageException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Starts the log.
   *
   * @throws BadUsageException if an output cannot be opened
   */
  static void apply(LogSettings settings, PrintStream out, PrintStream err) {
    try {
      ProcessLog.start(settings, new SystemClock(), out, err);
    } catch (IOException e) {
      throw new BadUsageException("invalid value for flag --log-outputs: " + OneLine.of(e));
    }
  }
}
