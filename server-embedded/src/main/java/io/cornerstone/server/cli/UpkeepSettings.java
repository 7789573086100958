package io.cornerstone.server.cli;

import io.cornerstone.ctl.text.GoDuration;
import io.cornerstone.server.Upkeep;
import java.time.Duration;

/** The flags about what a server does with its data by itself. */
final class UpkeepSettings {
  private static final long HOURS_MAX = Duration.ofNanos(Long.MAX_VALUE).toHours();

  private UpkeepSettings() {}

  /**
   * @throws BadUsageException if the retention is not one of its mode
   */
  static Upkeep of(FlagValues values) {
    return compaction(values)
        .checkingEvery(values.get(UpkeepFlags.CORRUPT_CHECK_TIME))
        .checkingAtFirst(Features.isOn(Features.of(values), Feature.INITIAL_CORRUPT_CHECK));
  }

  private static Upkeep compaction(FlagValues values) {
    String retention = values.get(UpkeepFlags.AUTO_COMPACTION_RETENTION);
    return values.get(UpkeepFlags.AUTO_COMPACTION_MODE).equals("revision")
        ? Upkeep.NONE.keepingRevisions(revisions(retention))
        : Upkeep.NONE.keepingHistory(history(retention));
  }

  /** etcd would take a duration here, too, and count its nanoseconds: never what was meant. */
  private static long revisions(String text) {
    if (text.matches("[0-9]{1,18}")) {
      return Long.parseLong(text);
    }
    throw bad(text, "must be a number of revisions with --auto-compaction-mode=revision");
  }

  private static Duration history(String text) {
    if (text.matches("[0-9]{1,18}") && Long.parseLong(text) <= HOURS_MAX) {
      return Duration.ofHours(Long.parseLong(text));
    }
    return GoDuration.parse(text)
        .filter(length -> !length.isNegative())
        .orElseThrow(() -> bad(text, "must be a number of hours, or a duration like 1h30m or 5m"));
  }

  private static BadUsageException bad(String text, String reason) {
    return new BadUsageException(
        "invalid value \"" + text + "\" for flag --auto-compaction-retention: " + reason);
  }
}
