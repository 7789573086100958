package io.cornerstone.server.raft.quorum;

import java.util.Set;
import java.util.TreeSet;

/** The answers to one (pre-)vote. Each voter counts once; others do not count at all. */
public final class VoteTally {
  /** How the vote stands. */
  public enum Outcome {
    PENDING,
    WON,
    LOST
  }

  private final JointQuorum quorum;
  private final Set<Long> granted = new TreeSet<>();
  private final Set<Long> refused = new TreeSet<>();

  public VoteTally(JointQuorum quorum) {
    this.quorum = quorum;
  }

  /** Records an answer; the first one of a member stands. */
  public void record(long member, boolean isGranted) {
    if (!granted.contains(member) && !refused.contains(member)) {
      (isGranted ? granted : refused).add(member);
    }
  }

  public Outcome outcome() {
    if (quorum.hasMajority(granted::contains)) {
      return Outcome.WON;
    }
    // Lost once those who have not refused cannot be a majority any more.
    return quorum.hasMajority(voter -> !refused.contains(voter)) ? Outcome.PENDING : Outcome.LOST;
  }
}
