package io.cornerstone.server.cli;

import java.time.Duration;

/** The flags about what a server does with its data by itself. */
final class UpkeepFlags {
  private static final FlagTable TABLE = new FlagTable();
  private static final FlagGroup IN_UPKEEP = new FlagGroup(TABLE, Flag.Group.UPKEEP);

  static final Flag<String> AUTO_COMPACTION_MODE =
      IN_UPKEEP.works(
          "auto-compaction-mode",
          FlagType.setting("periodic", "revision"),
          "periodic",
          "What auto-compaction-retention counts: time (periodic) or revisions (revision).");

  static final Flag<String> AUTO_COMPACTION_RETENTION =
      IN_UPKEEP.works(
          "auto-compaction-retention",
          FlagType.nonEmpty(),
          "0",
          "History that is kept: hours or a duration (periodic), revisions (revision); 0 is off.");

  static final Flag<Long> COMPACTION_BATCH_LIMIT =
      IN_UPKEEP.works(
          "compaction-batch-limit",
          FlagType.number(0, Integer.MAX_VALUE, "keys"),
          "0",
          "Keys that one step of a compaction visits; 0 is 1000.");

  static final Flag<Duration> COMPACTION_SLEEP_INTERVAL =
      IN_UPKEEP.works(
          "compaction-sleep-interval",
          FlagType.duration(),
          "0",
          "Pause between two steps of a compaction; 0 is 10 ms.");

  static final Flag<Duration> CORRUPT_CHECK_TIME =
      IN_UPKEEP.works(
          "corrupt-check-time",
          FlagType.duration(),
          "0s",
          "Pause between two comparisons of the members' data by the leader; 0 is off.");

  static final Flag<Duration> COMPACT_HASH_CHECK_TIME =
      IN_UPKEEP.works(
          "compact-hash-check-time",
          FlagType.duration(),
          "1m",
          "Pause between two such comparisons with the feature CompactHashCheck.");

  static final Flag<Duration> WATCH_PROGRESS_NOTIFY_INTERVAL =
      IN_UPKEEP.works(
          "watch-progress-notify-interval",
          FlagType.duration(),
          "0",
          "Pause between two progress notifications of an idle watch; 0 is 10 minutes.");

  static {
    IN_UPKEEP.accepts(
        "downgrade-check-time",
        FlagType.duration(),
        "5s",
        "Pause between two looks at a downgrade under way.",
        "there is no older version to go back to");
    IN_UPKEEP.accepts(
        "bootstrap-defrag-threshold-megabytes",
        FlagType.number(0, Long.MAX_VALUE, "megabytes"),
        "0",
        "Defragment at the start if it frees so much.",
        "the store frees space by itself");
  }

  private UpkeepFlags() {}

  static FlagTable table() {
    return TABLE;
  }
}
