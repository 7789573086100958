package io.cornerstone.server.sim;

import java.util.List;

/** Mutations of consensus. */
final class RaftMutations {
  static final List<Mutation> ALL =
      List.of(
          Mutation.ofRaft(
              "the vote is forgotten on restart",
              "raft/RaftCore.java",
              "this.vote = term == state.term() ? state.vote() : RoleState.NONE;",
              "this.vote = RoleState.NONE;"),
          Mutation.ofRaft(
              "whoever asks gets the vote, however short its log",
              "raft/RoleState.java",
              "return last.compareTo(core.log().last()) >= 0;",
              "return true;"),
          Mutation.ofRaft(
              "an entry of an old term is committed by counting",
              "raft/LeaderState.java",
              "if (index > log.commitIndex() && log.termAt(index) == core.term()) {",
              "if (index > log.commitIndex()) {"),
          Mutation.ofRaft(
              "a leader counts its own entries before they are synced",
              "raft/LeaderState.java",
              "? log.durableIndex()",
              "? log.lastIndex()"),
          Mutation.ofRaft(
              "an acknowledgement does not wait for the sync",
              "raft/FollowerState.java",
              "core.outbox().sendAfterSync(leader, new Message.AppendAccepted(",
              "core.outbox().send(leader, new Message.AppendAccepted("),
          Mutation.ofRaft(
              "a vote does not wait for the sync",
              "raft/RoleState.java",
              "core.outbox().sendAfterSync(from, new Message.VoteResponse(core.term(),"
                  + " isGranted));",
              "core.outbox().send(from, new Message.VoteResponse(core.term(), isGranted));"),
          Mutation.ofRaft(
              "one voter fewer than a majority decides",
              "raft/quorum/MajorityQuorum.java",
              "return voters.length / 2 + 1;",
              "return Math.max(1, voters.length / 2);"),
          Mutation.ofRaft(
              "a learner is counted in the quorum",
              "raft/Membership.java",
              "    quorum = new JointQuorum(next.voters(), next.outgoing());\n",
              "    quorum =\n"
                  + "        new JointQuorum(new TreeSet<>(next.members()), next.outgoing());\n"),
          Mutation.ofRaft(
              "the old voters are not asked in a joint configuration",
              "raft/quorum/JointQuorum.java",
              "return isJoint ? Math.min(reached, outgoing.reached(valueOf)) : reached;",
              "return reached;"),
          Mutation.ofRaft(
              "a change of members follows one that is not applied yet",
              "raft/LeaderState.java",
              "return core.log().hasUnappliedConfig() || core.config().isJoint();",
              "return core.config().isJoint();"),
          Mutation.ofRaft(
              "a follower appends after an entry of another term",
              "raft/FollowerState.java",
              "} else if (log.matches(previous)) {",
              "} else if (previous.index() <= log.lastIndex()) {"),
          Mutation.ofRaft(
              "a heartbeat commits what was never compared",
              "raft/Replication.java",
              "Math.min(progress.matchIndex(), core.log().commitIndex())",
              "core.log().commitIndex()"),
          Mutation.ofRaft(
              "a read is served without the round of a quorum",
              "raft/LeaderState.java",
              "reads.confirm(round)",
              "reads.confirm(Long.MAX_VALUE)"),
          Mutation.ofRaft(
              "a new leader serves reads before it knows what is committed",
              "raft/LeaderState.java",
              "if (core.log().commitIndex() >= openingIndex) {",
              "if (core.log().commitIndex() >= 0) {"));

  private RaftMutations() {}
}
