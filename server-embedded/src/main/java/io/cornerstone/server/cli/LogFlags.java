package io.cornerstone.server.cli;

import java.util.Set;

/** The flags about what the process writes. */
final class LogFlags {
  private static final FlagTable TABLE = new FlagTable();
  private static final FlagGroup IN_LOGGING = new FlagGroup(TABLE, Flag.Group.LOGGING);

  static final Flag<String> LOGGER =
      IN_LOGGING.works(
          "logger", FlagType.setting("zap"), "zap", "Kind of log; zap is all there is.");

  static final Flag<Set<String>> LOG_OUTPUTS =
      IN_LOGGING.works(
          "log-outputs",
          FlagType.LIST,
          "default",
          "Where the log goes, separated by commas: default, stdout, stderr, systemd/journal or"
              + " files.");

  static final Flag<String> LOG_LEVEL =
      IN_LOGGING.works(
          "log-level",
          FlagType.setting("debug", "info", "warn", "error", "panic", "fatal"),
          "info",
          "Least level that is logged: debug, info, warn, error, panic or fatal.");

  static final Flag<String> LOG_FORMAT =
      IN_LOGGING.works(
          "log-format",
          FlagType.setting("json", "console"),
          "json",
          "Form of a line: json or console.");

  static final Flag<Boolean> ENABLE_LOG_ROTATION =
      IN_LOGGING.works(
          "enable-log-rotation",
          FlagType.SWITCH,
          "false",
          "Begin a new log file when the one that log-outputs names is large.");

  static final Flag<String> LOG_ROTATION_CONFIG_JSON =
      IN_LOGGING.works(
          "log-rotation-config-json",
          FlagType.TEXT,
          "{\"maxsize\": 100, \"maxage\": 0, \"maxbackups\": 0, \"localtime\": false, \"compress\":"
              + " false}",
          "When a new log file begins, in megabytes, and which old ones are kept.");

  private LogFlags() {}

  static FlagTable table() {
    return TABLE;
  }
}
