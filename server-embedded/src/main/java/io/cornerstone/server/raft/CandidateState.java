package io.cornerstone.server.raft;

import io.cornerstone.server.raft.quorum.VoteTally;

/**
 * Stands for election in a term of its own. Its requests wait for the disk: a candidate that forgot
 * its term, or entries that others took into account when they voted, could win with votes that
 * were given to another log.
 */
final class CandidateState extends RoleState {
  private final ElectionTimer timer;
  private final VoteTally tally;
  private final boolean isTransfer;

  CandidateState(RaftCore core, boolean isTransfer) {
    super(core);
    this.isTransfer = isTransfer;
    this.timer = core.newElectionTimer();
    this.tally = new VoteTally(core.quorum());
  }

  @Override
  Role role() {
    return Role.CANDIDATE;
  }

  @Override
  long leader() {
    return NONE;
  }

  @Override
  void enter() {
    Message request = new Message.VoteRequest(core.term(), core.log().last(), isTransfer);
    core.otherVoters().forEach(voter -> core.outbox().sendAfterSync(voter, request));
    count(core.memberId(), true);
  }

  @Override
  void tick() {
    if (timer.tick()) {
      standForElection();
    }
  }

  @Override
  void configApplied(boolean isChange) {
    core.becomeFollower(core.term(), NONE); // The votes were counted by another rule.
  }

  @Override
  public void on(long from, Message.VoteResponse message) {
    count(from, message.granted());
  }

  private void count(long member, boolean isGranted) {
    tally.record(member, isGranted);
    switch (tally.outcome()) {
      case WON -> core.becomeLeader();
      case LOST -> core.becomeFollower(core.term(), NONE);
      case PENDING -> {}
    }
  }
}
