package io.cornerstone.server.member;

import java.time.Duration;

/** Keeps a number of revisions; looks every five minutes. */
final class RevisionCompaction implements CompactionPolicy {
  private static final Duration PAUSE = Duration.ofMinutes(5);

  private final long kept;
  private long lastRevision;

  RevisionCompaction(long kept) {
    this.kept = kept;
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public long due(long nowNanos, long revision, boolean isLeader) {
    final long due = revision - kept;
    return isLeader && due > 0 && due != lastRevision ? due : 0;
  }

  @Override
  public void done(long nowNanos, long revision) {
    lastRevision = revision;
  }
}
