package io.cornerstone.server.raft.quorum;

import java.util.SortedSet;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * Who decides: a majority of the voters, and while a joint configuration is in force a majority of
 * the outgoing voters as well (Raft paper, 6). Neither the old nor the new voters can then decide
 * alone, so a decision by either set shares a voter with every joint one. Owned by one core.
 */
public final class JointQuorum {
  private final MajorityQuorum incoming;
  private final MajorityQuorum outgoing;
  private final boolean isJoint;

  /**
   * @param outgoing the voters before the change; empty unless the configuration is joint
   */
  public JointQuorum(SortedSet<Long> voters, SortedSet<Long> outgoing) {
    this.incoming = new MajorityQuorum(voters);
    this.outgoing = new MajorityQuorum(outgoing);
    this.isJoint = !outgoing.isEmpty();
  }

  /** Whether the member votes in either set. */
  public boolean isVoter(long member) {
    return incoming.isVoter(member) || outgoing.isVoter(member);
  }

  /** True if this member alone is the whole quorum. */
  public boolean isSoleVoter(long member) {
    return incoming.isSoleVoter(member) && (!isJoint || outgoing.isSoleVoter(member));
  }

  /**
   * The highest value that every majority needed has reached.
   *
   * @param valueOf the value of a voter: its match index, or the last read round it confirmed
   */
  public long reached(LongUnaryOperator valueOf) {
    long reached = incoming.reached(valueOf);
    return isJoint ? Math.min(reached, outgoing.reached(valueOf)) : reached;
  }

  /** Whether every majority needed satisfies {@code holds}; a voter may be asked twice. */
  public boolean hasMajority(LongPredicate holds) {
    return incoming.hasMajority(holds) && (!isJoint || outgoing.hasMajority(holds));
  }
}
