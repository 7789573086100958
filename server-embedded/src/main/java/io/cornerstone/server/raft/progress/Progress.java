package io.cornerstone.server.raft.progress;

import io.cornerstone.server.env.Invariant;

/**
 * What a leader knows of one follower.
 *
 * <ul>
 *   <li><b>Probe</b>: where the logs agree is not known; one append is sent and answered, or lost
 *       and repeated at the next sign of life, before the next.
 *   <li><b>Replicate</b>: the logs agree; appends are pipelined, as many as the window holds,
 *       without waiting for answers.
 *   <li><b>Snapshot</b>: the entries that the follower needs are gone; nothing is appended until a
 *       snapshot has been delivered or has failed.
 * </ul>
 *
 * <pre>
 *   probe → replicate       an append was accepted
 *   replicate → probe       an append was rejected, or a message could not be sent
 *   probe, replicate → snapshot    the entries to send are gone from the log
 *   snapshot → probe        the snapshot was delivered or failed
 *   snapshot → replicate    the follower holds what the log begins after
 * </pre>
 */
public final class Progress {
  /** How the leader sends to the follower. */
  public enum Mode {
    PROBE,
    REPLICATE,
    SNAPSHOT
  }

  private final long member;
  private final Inflights inflights;
  private Mode mode = Mode.PROBE;
  private long matchIndex; // The follower has this durably, and it equals the leader's log.
  private long nextIndex; // The next entry to send. matchIndex < nextIndex, always.
  private boolean isProbeOutstanding; // Probe: wait for an answer or a sign of life.
  private boolean isRecheckDue; // The next sign of life is a reason to look for lost messages.
  private boolean isActive; // Heard from since the last check of the quorum.
  private boolean wasActive; // Heard from between the two checks before.
  private long sentCommitIndex; // What the follower was told to be committed, if it all arrived.
  private long confirmedRound; // The highest read round that the follower has confirmed.

  /**
   * @param inflightAppendsMax most unanswered appends
   * @param inflightBytesMax unanswered appends that together weigh this much are too many
   */
  public Progress(long member, long nextIndex, int inflightAppendsMax, long inflightBytesMax) {
    this.member = member;
    this.nextIndex = nextIndex;
    this.inflights = new Inflights(inflightAppendsMax, inflightBytesMax);
  }

  public long member() {
    return member;
  }

  public Mode mode() {
    return mode;
  }

  public long matchIndex() {
    return matchIndex;
  }

  public long nextIndex() {
    return nextIndex;
  }

  public int inflightAppends() {
    return inflights.count();
  }

  /** Whether entries must not be sent now. */
  public boolean isPaused() {
    return switch (mode) {
      case PROBE -> isProbeOutstanding;
      case REPLICATE -> inflights.isFull();
      case SNAPSHOT -> true;
    };
  }

  /**
   * Whether the follower, though it has been sent everything, does not know {@code commitIndex}.
   */
  public boolean isCommitUntold(long commitIndex) {
    return mode == Mode.REPLICATE && sentCommitIndex < commitIndex && !inflights.isFull();
  }

  /** An append with {@code count} entries from {@code nextIndex} on was sent. */
  public void appendSent(int count, long bytes, long commitIndex) {
    if (mode == Mode.PROBE) {
      isProbeOutstanding = true; // Its answer says where to go on: nextIndex stays.
      return;
    }
    if (count > 0) {
      nextIndex += count;
      inflights.add(nextIndex - 1, bytes);
    }
    sentCommitIndex = Math.max(sentCommitIndex, commitIndex);
  }

  /**
   * The follower's log equals ours up to {@code index}.
   *
   * @param firstIndex the first entry that the leader's log still has
   * @return whether the match index has grown
   */
  public boolean accepted(long index, long firstIndex) {
    boolean hasGrown = index > matchIndex;
    matchIndex = Math.max(matchIndex, index);
    nextIndex = Math.max(nextIndex, matchIndex + 1);
    inflights.freeUntil(index);
    boolean isAnswered = hasGrown || index == matchIndex;
    if ((mode == Mode.PROBE && isAnswered)
        || (mode == Mode.SNAPSHOT && matchIndex + 1 >= firstIndex)) {
      replicate();
    }
    checkBounds();
    return hasGrown;
  }

  /**
   * The follower has no entry that equals ours at {@code previousIndex}.
   *
   * @param nextHint where to try next, from the follower's hint
   * @return false if this answers a message whose outcome is known already
   */
  public boolean rejected(long previousIndex, long nextHint) {
    if (mode == Mode.SNAPSHOT || previousIndex <= matchIndex) {
      return false;
    }
    if (mode == Mode.REPLICATE) {
      probe(matchIndex + 1); // A message was lost, but up to here the logs agree.
      return true;
    }
    if (previousIndex != nextIndex - 1) {
      return false;
    }
    probe(Math.max(matchIndex + 1, Math.min(previousIndex, nextHint)));
    return true;
  }

  /** A message could not be sent: what is in flight may be lost; the next sign of life tells. */
  public void unreachable() {
    if (mode == Mode.REPLICATE) {
      probe(matchIndex + 1);
      isProbeOutstanding = true; // Else the leader would send, and fail, without a pause.
    }
  }

  /** The next entries are gone from the log: appends stop until {@link #snapshotSent}. */
  public void snapshotNeeded() {
    mode = Mode.SNAPSHOT;
    isProbeOutstanding = false;
    inflights.clear();
  }

  /** The snapshot that ends at {@code index} was delivered, or was not. */
  public void snapshotSent(long index, boolean isDelivered) {
    if (mode != Mode.SNAPSHOT) {
      return; // The follower's own answer came first.
    }
    probe(isDelivered ? Math.max(matchIndex, index) + 1 : matchIndex + 1);
    isProbeOutstanding = !isDelivered; // A failed one is repeated at the next sign of life.
  }

  /** A heartbeat's time has come: from now on a sign of life is a reason to look for losses. */
  public void heartbeatDue() {
    isRecheckDue = true;
  }

  /**
   * The follower has answered a heartbeat.
   *
   * @return whether an append without entries should ask if what is in flight has arrived; at most
   *     once per heartbeat interval, however many read rounds there are
   */
  public boolean signOfLife() {
    boolean wasDue = isRecheckDue;
    isRecheckDue = false;
    if (wasDue) {
      isProbeOutstanding = false;
    }
    return wasDue && mode == Mode.REPLICATE && matchIndex + 1 < nextIndex;
  }

  /** The follower was heard from in this leader's term. */
  public void heard() {
    isActive = true;
  }

  /** Whether the follower was heard from since the last call. */
  public boolean takeActive() {
    wasActive = isActive;
    isActive = false;
    return wasActive;
  }

  /** Whether the follower was heard from since the last check of the quorum, or right before. */
  public boolean isRecentlyActive() {
    return isActive || wasActive;
  }

  public void confirmRound(long round) {
    confirmedRound = Math.max(confirmedRound, round);
  }

  public long confirmedRound() {
    return confirmedRound;
  }

  private void probe(long next) {
    mode = Mode.PROBE;
    nextIndex = next;
    isProbeOutstanding = false;
    sentCommitIndex = 0; // It may be among what was lost.
    inflights.clear();
    checkBounds();
  }

  private void replicate() {
    mode = Mode.REPLICATE;
    nextIndex = matchIndex + 1;
    isProbeOutstanding = false;
    sentCommitIndex = 0;
    inflights.clear();
  }

  private void checkBounds() {
    Invariant.check(
        matchIndex < nextIndex,
        "member %d: match index %d, next index %d",
        member,
        matchIndex,
        nextIndex);
  }
}
