package io.cornerstone.server.member;

import io.cornerstone.protocol.Member;
import io.cornerstone.server.apply.Applier;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.raft.ClusterConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** The replicated state of a member and where it is kept; replaced as a whole by a snapshot. */
record StateMachine(Path directory, Engine engine, Applier applier) {

  /** Who takes part in consensus, by what has been applied. Apply thread only. */
  ClusterConfig config() {
    return config(applier.members());
  }

  static ClusterConfig config(List<Member> members) {
    final TreeSet<Long> voters = new TreeSet<>();
    final TreeSet<Long> learners = new TreeSet<>();
    for (Member member : members) {
      (member.getIsLearner() ? learners : voters).add(member.getID());
    }
    return new ClusterConfig(voters, learners);
  }
}
