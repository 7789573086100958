package io.cornerstone.server;

import java.time.Duration;

/**
 * What a server does about its data by itself. At most one of the two ways to compact is on.
 *
 * @param historyKept the leader compacts what is older; zero is off. Default zero.
 * @param revisionsKept the leader compacts all but so many revisions; 0 is off. Default 0.
 * @param corruptCheckTime pause between two comparisons of all members' data, made by the leader;
 *     zero is off. Default zero.
 * @param isInitialCorruptCheck whether a member compares its data with the others' before it serves
 *     clients. Default false.
 */
public record Upkeep(
    Duration historyKept,
    long revisionsKept,
    Duration corruptCheckTime,
    boolean isInitialCorruptCheck) {
  /** Nothing. */
  public static final Upkeep NONE = new Upkeep(Duration.ZERO, 0, Duration.ZERO, false);

  public Upkeep {
    if (historyKept.isNegative() || revisionsKept < 0 || corruptCheckTime.isNegative()) {
      throw new IllegalArgumentException("upkeep is negative");
    }
    if (!historyKept.isZero() && revisionsKept > 0) {
      throw new IllegalArgumentException("auto compaction goes by time or by revisions, not both");
    }
  }

  /** Compacts what is older than {@code history}. */
  public Upkeep keepingHistory(Duration history) {
    return new Upkeep(history, 0, corruptCheckTime, isInitialCorruptCheck);
  }

  /** Compacts all but so many revisions. */
  public Upkeep keepingRevisions(long revisions) {
    return new Upkeep(Duration.ZERO, revisions, corruptCheckTime, isInitialCorruptCheck);
  }

  /** Compares the members' data again and again. */
  public Upkeep checkingEvery(Duration pause) {
    return new Upkeep(historyKept, revisionsKept, pause, isInitialCorruptCheck);
  }

  /** Compares the data before clients are served. */
  public Upkeep checkingAtFirst(boolean isChecked) {
    return new Upkeep(historyKept, revisionsKept, corruptCheckTime, isChecked);
  }
}
