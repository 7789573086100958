package io.cornerstone.server.cli;

import java.util.Set;

/**
 * What the flags say of the log.
 *
 * @param level one of etcd's levels
 * @param format {@code json} or {@code console}
 * @param outputs {@code default}, {@code stdout}, {@code stderr}, {@code systemd/journal} or files
 * @param isRotated whether the one file among the outputs is begun anew when it is large
 * @param rotationJson when that is, and what is kept
 */
record LogSettings(
    String level, String format, Set<String> outputs, boolean isRotated, String rotationJson) {
  LogSettings {
    outputs = Set.copyOf(outputs);
  }

  static LogSettings of(FlagValues values) {
    return new LogSettings(
        values.get(LogFlags.LOG_LEVEL),
        values.get(LogFlags.LOG_FORMAT),
        values.get(LogFlags.LOG_OUTPUTS),
        values.get(LogFlags.ENABLE_LOG_ROTATION),
        values.get(LogFlags.LOG_ROTATION_CONFIG_JSON));
  }
}
