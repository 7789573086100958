package io.cornerstone.server.raft;

import java.util.SortedSet;
import java.util.TreeSet;

/** Who takes part in consensus. Immutable; iterates in order of member id. */
public record ClusterConfig(SortedSet<Long> voters, SortedSet<Long> learners) {
  public ClusterConfig {
    voters = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(voters));
    learners = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(learners));
  }

  public static ClusterConfig ofVoters(Iterable<Long> members) {
    SortedSet<Long> voters = new TreeSet<>();
    members.forEach(voters::add);
    return new ClusterConfig(voters, new TreeSet<>());
  }
}
