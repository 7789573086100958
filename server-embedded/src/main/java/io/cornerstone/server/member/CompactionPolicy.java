package io.cornerstone.server.member;

import java.time.Duration;

/** Decides when to compact, and how much. One thread; knows time only as it is told. */
interface CompactionPolicy {
  /** The pause between two looks. */
  Duration pause();

  /**
   * Looks at the store.
   *
   * @param nowNanos on the monotonic clock
   * @param isLeader whether this member may act: the others watch on, to take over at any time
   * @return the revision to compact at now; 0 if there is none
   */
  long due(long nowNanos, long revision, boolean isLeader);

  /** The store was compacted as {@link #due} said. Otherwise the next look tries again. */
  void done(long nowNanos, long revision);
}
