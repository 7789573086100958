package io.cornerstone.server.raft;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who takes part in consensus. Immutable; iterates in order of member id.
 *
 * <p>Voters change one at a time, or by way of a joint configuration in which the voters before and
 * the voters after the change must both agree (Raft paper, 6). A voter that becomes a learner by a
 * joint change is in {@code outgoing} and in {@code learners} meanwhile.
 *
 * @param voters who decides
 * @param outgoing the voters before the change while the configuration is joint, else empty
 * @param learners who gets the log without a say
 */
public record ClusterConfig(
    SortedSet<Long> voters, SortedSet<Long> outgoing, SortedSet<Long> learners) {
  public ClusterConfig {
    voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
    outgoing = Collections.unmodifiableSortedSet(new TreeSet<>(outgoing));
    learners = Collections.unmodifiableSortedSet(new TreeSet<>(learners));
  }

  /** A configuration that is not joint. */
  public ClusterConfig(SortedSet<Long> voters, SortedSet<Long> learners) {
    this(voters, Collections.emptySortedSet(), learners);
  }

  public static ClusterConfig ofVoters(Iterable<Long> members) {
    SortedSet<Long> voters = new TreeSet<>();
    members.forEach(voters::add);
    return new ClusterConfig(voters, new TreeSet<>());
  }

  public boolean isJoint() {
    return !outgoing.isEmpty();
  }

  /** Whether the member's vote counts, now or until a joint configuration is left. */
  public boolean isVoter(long member) {
    return voters.contains(member) || outgoing.contains(member);
  }

  /** Everyone who gets the log. */
  public SortedSet<Long> members() {
    SortedSet<Long> all = new TreeSet<>(voters);
    all.addAll(outgoing);
    all.addAll(learners);
    return all;
  }

  /** The joint configuration that leads from this one to {@code voters} and {@code learners}. */
  public ClusterConfig enterJoint(SortedSet<Long> nextVoters, SortedSet<Long> nextLearners) {
    return new ClusterConfig(nextVoters, voters, nextLearners);
  }

  /** What a joint configuration leads to; this one if it is not joint. */
  public ClusterConfig leaveJoint() {
    return new ClusterConfig(voters, learners);
  }

  /**
   * Whether this may be followed by {@code next} at once: at most one voter differs, or a joint
   * configuration is entered or left. In all of them any decision before and any decision after
   * share a voter.
   */
  public boolean mayBecome(ClusterConfig next) {
    if (next.voters.stream().anyMatch(next.learners::contains)) {
      return false;
    }
    if (isJoint()) {
      return next.equals(this) || next.equals(leaveJoint());
    }
    if (next.voters.isEmpty() && !voters.isEmpty()) {
      return false; // Nobody could decide anything any more.
    }
    return next.isJoint() ? next.outgoing.equals(voters) : differing(next) <= 1;
  }

  private long differing(ClusterConfig next) {
    long gone = voters.stream().filter(member -> !next.voters.contains(member)).count();
    return gone + next.voters.stream().filter(member -> !voters.contains(member)).count();
  }
}
