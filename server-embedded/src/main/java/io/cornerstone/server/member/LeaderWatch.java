package io.cornerstone.server.member;

import io.cornerstone.server.env.Clock;
import io.cornerstone.server.raft.RaftStatus;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who leads, since when, and who wants to know when nobody has for long. The raft thread reports;
 * listeners come and go on any thread.
 */
final class LeaderWatch {
  private static final int ELECTION_TIMEOUTS_MAX = 3;

  private final Clock clock;
  private final int leaderlessTicksMax;
  private final AtomicLong listenerCount = new AtomicLong();
  private final ConcurrentMap<Long, Runnable> listeners = new ConcurrentSkipListMap<>();

  private int leaderlessTicks; // Raft thread only.
  private volatile boolean isLost;
  private volatile long changedNanos;
  private volatile boolean hasChanged;

  LeaderWatch(Clock clock, int electionTicks) {
    this.clock = clock;
    this.leaderlessTicksMax = electionTicks * ELECTION_TIMEOUTS_MAX;
  }

  /** Another leader, or none. Raft thread. */
  void changed(RaftStatus status) {
    changedNanos = clock.monotonicNanos();
    hasChanged = true;
    if (status.leader() != 0) {
      leaderlessTicks = 0;
      isLost = false;
    }
  }

  /** Raft thread. */
  void tick(RaftStatus status) {
    if (status.leader() != 0) {
      return;
    }
    leaderlessTicks++;
    if (leaderlessTicks >= leaderlessTicksMax && !isLost) {
      isLost = true;
      listeners.values().forEach(Runnable::run);
    }
  }

  /** Whether the leader changed after this moment. Any thread. */
  boolean changedSince(long nanos) {
    return hasChanged && changedNanos - nanos >= 0;
  }

  /** Any thread. A listener that comes when the leader is lost already is called at once. */
  AutoCloseable onLost(Runnable listener) {
    final long number = listenerCount.incrementAndGet();
    listeners.put(number, listener);
    if (isLost) {
      listener.run();
    }
    return () -> listeners.remove(number);
  }
}
