package io.cornerstone.server.cli;

import io.cornerstone.ctl.text.GoDuration;
import io.cornerstone.server.Upkeep;
import java.time.Duration;
import java.util.Map;

/** The flags about what a server does with its data by itself. */
final class UpkeepSettings {
  private static final long HOURS_MAX = Duration.ofNanos(Long.MAX_VALUE).toHours();

  private UpkeepSettings() {}

  /**
   * @throws BadUsageException if the retention is not one of its mode
   */
  static Upkeep of(FlagValues values) {
    Map<Feature, Boolean> features = Features.of(values);
    Duration progress = values.get(UpkeepFlags.WATCH_PROGRESS_NOTIFY_INTERVAL);
    Upkeep upkeep =
        inSteps(compaction(values), values)
            .checkingEvery(checkTime(values, features))
            .checkingAtFirst(Features.isOn(features, Feature.INITIAL_CORRUPT_CHECK));
    return progress.isZero() ? upkeep : upkeep.tellingProgressEvery(progress);
  }

  private static Upkeep inSteps(Upkeep upkeep, FlagValues values) {
    long keys = values.get(UpkeepFlags.COMPACTION_BATCH_LIMIT);
    Duration pause = values.get(UpkeepFlags.COMPACTION_SLEEP_INTERVAL);
    return upkeep.compactingInSteps(
        keys == 0 ? upkeep.compactionKeysPerStep() : Math.toIntExact(keys),
        pause.isZero() ? upkeep.compactionPause() : pause);
  }

  /** There is one comparison, made as often as the more frequent of the two asks for. */
  private static Duration checkTime(FlagValues values, Map<Feature, Boolean> features) {
    Duration full = values.get(UpkeepFlags.CORRUPT_CHECK_TIME);
    Duration compact = values.get(UpkeepFlags.COMPACT_HASH_CHECK_TIME);
    if (compact.isZero()) {
      throw new BadUsageException("--compact-hash-check-time must be >0 (set to 0s)");
    }
    if (!Features.isOn(features, Feature.COMPACT_HASH_CHECK)) {
      return full;
    }
    return full.isZero() || compact.compareTo(full) < 0 ? compact : full;
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
