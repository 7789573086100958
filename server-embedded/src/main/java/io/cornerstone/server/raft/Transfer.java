package io.cornerstone.server.raft;

/**
 * A leader's handing over (dissertation, 3.10): it stops taking proposals, waits until the other
 * has its whole log, and asks it to stand for election at once. If that leads to nothing within an
 * election timeout, the leader goes on as before.
 */
final class Transfer {
  private long to = RoleState.NONE;
  private int elapsed;
  private boolean isAsked; // The other was asked to stand for election.
  private boolean wasEverAsked; // Somebody was: the request may be under way for ever.

  boolean isRunning() {
    return to != RoleState.NONE;
  }

  /** {@link RoleState#NONE} if none is running. */
  long to() {
    return to;
  }

  /** Whether somebody may stand for election in spite of what others have promised. */
  boolean wasEverAsked() {
    return wasEverAsked;
  }

  void begin(long member) {
    to = member;
    elapsed = 0;
    isAsked = false;
  }

  void end() {
    to = RoleState.NONE;
  }

  /** One tick; true if the time is over now. */
  boolean tick(int electionTicks) {
    elapsed++;
    return isRunning() && elapsed >= electionTicks;
  }

  /** Whether the other is to be asked now; true once per transfer. */
  boolean shouldAsk(long matchIndex, long lastIndex) {
    if (!isRunning() || isAsked || matchIndex < lastIndex) {
      return false;
    }
    isAsked = true;
    wasEverAsked = true;
    return true;
  }
}
