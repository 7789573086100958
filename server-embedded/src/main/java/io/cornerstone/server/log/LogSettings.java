package io.cornerstone.server.log;

import java.util.List;
import java.util.Optional;

/**
 * What the log of a process holds, how it looks and where it goes.
 *
 * @param level the least level that is logged: {@code debug}, {@code info}, {@code warn}, {@code
 *     error}, {@code panic} or {@code fatal}. Nothing logs above error, so that the last two leave
 *     the log silent. Default info.
 * @param format one JSON object per line, or text in columns. Default JSON.
 * @param outputs {@code default}, {@code stderr}, {@code stdout}, {@code systemd/journal} or paths
 *     of files, which are appended to. The first and the fourth are standard error, which systemd
 *     hands to its journal. Default {@code default}.
 * @param rotation when the file among the outputs gives way to a new one; empty means never.
 *     Default empty.
 */
public record LogSettings(
    String level, Format format, List<String> outputs, Optional<LogRotation> rotation) {
  public static final LogSettings DEFAULT =
      new LogSettings("info", Format.JSON, List.of("default"), Optional.empty());

  private static final List<String> STREAMS =
      List.of("default", "stderr", "stdout", "systemd/journal");

  /** How a line looks. */
  public enum Format {
    JSON,
    CONSOLE
  }

  /**
   * Checks what etcd checks.
   *
   * @throws IllegalArgumentException in one line, if the outputs do not go together
   */
  public LogSettings {
    outputs = outputs.isEmpty() ? List.of("default") : List.copyOf(outputs);
    if (outputs.size() > 1 && outputs.contains("default")) {
      throw new IllegalArgumentException(
          "multi logoutput for \"default\" is not supported yet: name stderr instead");
    }
    if (rotation.isPresent() && outputs.stream().filter(LogSettings::isFile).count() != 1) {
      throw new IllegalArgumentException(
          "--log-outputs requires a single file path when log rotation is enabled");
    }
  }

  /** Whether an output is a path. */
  static boolean isFile(String output) {
    return !STREAMS.contains(output);
  }

  public LogSettings withLevel(String other) {
    return new LogSettings(other, format, outputs, rotation);
  }

  public LogSettings withFormat(Format other) {
    return new LogSettings(level, other, outputs, rotation);
  }

  public LogSettings withOutputs(List<String> others) {
    return new LogSettings(level, format, others, rotation);
  }
}
