package io.cornerstone.server.raft;

import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.raft.quorum.JointQuorum;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The configuration in force at one member, how it counts, and who has left. A change is in force
 * once the state machine has applied it, not when it enters the log; so two members may count by
 * configurations that are one step apart, and {@link ClusterConfig#mayBecome} sees to it that such
 * two always share a voter. More than one step apart they cannot be, because a leader appends a
 * change only after it has applied the one before, and because nobody stands for election who knows
 * of a committed change that it has not applied.
 */
final class Membership {
  private ClusterConfig config;
  private JointQuorum quorum;
  private final Set<Long> removed = new TreeSet<>(); // Since this member has started.

  Membership(ClusterConfig config) {
    this.config = config;
    this.quorum = new JointQuorum(config.voters(), config.outgoing());
  }

  ClusterConfig config() {
    return config;
  }

  JointQuorum quorum() {
    return quorum;
  }

  /** Whose votes count besides that of {@code self}, by member id. */
  List<Long> otherVoters(long self) {
    return config.members().stream()
        .filter(member -> member != self && config.isVoter(member))
        .toList();
  }

  /** Whether the member has left: it may not know, and its wish to lead is nobody's concern. */
  boolean isRemoved(long member) {
    return removed.contains(member);
  }

  void change(ClusterConfig next) {
    Invariant.check(config.mayBecome(next), "%s must not follow %s at once", next, config);
    replace(next);
  }

  /** Takes over what a snapshot says, however many steps away. */
  void replace(ClusterConfig next) {
    removed.addAll(config.members());
    removed.removeAll(next.members());
    config = next;
    quorum = new JointQuorum(next.voters(), next.outgoing());
  }
}
