package io.cornerstone.server.member;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps the history of a period. The first compaction comes when a period has passed; then there is
 * one each period, or each hour if that is shorter: always at the revision that was the newest one
 * a period ago.
 */
final class PeriodicCompaction implements CompactionPolicy {
  private static final Duration INTERVAL_MAX = Duration.ofHours(1);
  private static final int LOOKS_PER_INTERVAL = 10;

  private final Duration interval;
  private final Duration pause;
  private final long samplesMax;
  private final Deque<Long> samples = new ArrayDeque<>(); // The revision at each look.
  private long waitNanos; // How long after the last compaction the next one comes.
  private long lastNanos;
  private long lastRevision;

  /**
   * @param revision of the store now: nothing newer goes before a period has passed
   */
  PeriodicCompaction(Duration period, long nowNanos, long revision) {
    this.interval = period.compareTo(INTERVAL_MAX) > 0 ? INTERVAL_MAX : period;
    this.pause = Duration.ofNanos(Math.max(1, interval.toNanos() / LOOKS_PER_INTERVAL));
    this.samplesMax = period.toNanos() / pause.toNanos() + 1;
    this.waitNanos = period.toNanos();
    this.lastNanos = nowNanos;
    samples.addLast(revision);
  }

  @Override
  public Duration pause() {
    return pause;
  }

  @Override
  public long due(long nowNanos, long revision, boolean isLeader) {
    samples.addLast(revision);
    if (samples.size() > samplesMax) {
      samples.removeFirst();
    }
    final long oldest = samples.getFirst();
    final boolean isTime = nowNanos - lastNanos >= waitNanos;
    return isLeader && isTime && oldest != lastRevision ? oldest : 0;
  }

  @Override
  public void done(long nowNanos, long revision) {
    waitNanos = interval.toNanos();
    lastNanos = nowNanos;
    lastRevision = revision;
  }
}
