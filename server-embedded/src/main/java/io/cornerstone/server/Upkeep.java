package io.cornerstone.server;

import java.time.Duration;

/**
 * What a server does about its data and watches by itself. At most one of the two ways to compact
 * is on.
 *
 * @param historyKept the leader compacts what is older; zero is off. Default zero.
 * @param revisionsKept the leader compacts all but so many revisions; 0 is off. Default 0.
 * @param corruptCheckTime pause between two comparisons of all members' data, made by the leader;
 *     zero is off. Default zero.
 * @param isInitialCorruptCheck whether a member compares its data with the others' before it serves
 *     clients. Default false.
 * @param compactionKeysPerStep keys that one step of a compaction visits. Default 1000.
 * @param compactionPause pause between two such steps. Default 10 ms.
 * @param progressInterval pause between two progress notifications of an idle watch that wants
 *     them; at least 100 ms. Default 10 min.
 */
public record Upkeep(
    Duration historyKept,
    long revisionsKept,
    Duration corruptCheckTime,
    boolean isInitialCorruptCheck,
    int compactionKeysPerStep,
    Duration compactionPause,
    Duration progressInterval) {
  /** Nothing. */
  public static final Upkeep NONE =
      new Upkeep(
          Duration.ZERO,
          0,
          Duration.ZERO,
          false,
          1000,
          Duration.ofMillis(10),
          Duration.ofMinutes(10));

  public Upkeep {
    if (historyKept.isNegative() || revisionsKept < 0 || corruptCheckTime.isNegative()) {
      throw new IllegalArgumentException("upkeep is negative");
    }
    if (!historyKept.isZero() && revisionsKept > 0) {
      throw new IllegalArgumentException("auto compaction goes by time or by revisions, not both");
    }
    if (compactionKeysPerStep < 1
        || compactionPause.isNegative()
        || progressInterval.isNegative()) {
      throw new IllegalArgumentException("a step of compaction or a pause is negative");
    }
  }

  /** Compacts what is older than {@code history}. */
  public Upkeep keepingHistory(Duration history) {
    return with(history, 0, corruptCheckTime, isInitialCorruptCheck);
  }

  /** Compacts all but so many revisions. */
  public Upkeep keepingRevisions(long revisions) {
    return with(Duration.ZERO, revisions, corruptCheckTime, isInitialCorruptCheck);
  }

  /** Compares the members' data again and again. */
  public Upkeep checkingEvery(Duration pause) {
    return with(historyKept, revisionsKept, pause, isInitialCorruptCheck);
  }

  /** Compares the data before clients are served. */
  public Upkeep checkingAtFirst(boolean isChecked) {
    return with(historyKept, revisionsKept, corruptCheckTime, isChecked);
  }

  private Upkeep with(Duration history, long revisions, Duration checkTime, boolean isChecked) {
    return new Upkeep(
        history,
        revisions,
        checkTime,
        isChecked,
        compactionKeysPerStep,
        compactionPause,
        progressInterval);
  }

  /** Compacts in steps of so many keys, with a pause in between. */
  public Upkeep compactingInSteps(int keys, Duration pause) {
    return new Upkeep(
        historyKept,
        revisionsKept,
        corruptCheckTime,
        isInitialCorruptCheck,
        keys,
        pause,
        progressInterval);
  }

  /** Tells idle watches how far they are. */
  public Upkeep tellingProgressEvery(Duration interval) {
    return new Upkeep(
        historyKept,
        revisionsKept,
        corruptCheckTime,
        isInitialCorruptCheck,
        compactionKeysPerStep,
        compactionPause,
        interval);
  }
}
