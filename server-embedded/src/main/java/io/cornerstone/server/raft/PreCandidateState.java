package io.cornerstone.server.raft;

import io.cornerstone.server.raft.quorum.VoteTally;

/**
 * Asks whether it could win before it stands for election, so that a member that comes back from a
 * partition does not depose a working leader with the high term it would have counted up to
 * (dissertation, 9.6). Changes neither term nor vote.
 */
final class PreCandidateState extends RoleState {
  private final ElectionTimer timer;
  private final VoteTally tally;

  PreCandidateState(RaftCore core) {
    super(core);
    this.timer = core.newElectionTimer();
    this.tally = new VoteTally(core.quorum());
  }

  @Override
  Role role() {
    return Role.PRE_CANDIDATE;
  }

  @Override
  long leader() {
    return NONE;
  }

  @Override
  void enter() {
    Message request = new Message.PreVoteRequest(core.term() + 1, core.log().last());
    core.otherVoters().forEach(voter -> core.outbox().send(voter, request));
    count(core.memberId(), true);
  }

  @Override
  void tick() {
    if (timer.tick()) {
      core.becomePreCandidate();
    }
  }

  @Override
  void configApplied(boolean isChange) {
    core.becomeFollower(core.term(), NONE); // The votes were counted by another rule.
  }

  /**
   * Also learns what is committed. Else a removed leader that was alone to know of its removal, and
   * refuses its vote because its log is longer, could keep those who stay from ever electing one.
   */
  @Override
  public void on(long from, Message.PreVoteResponse message) {
    core.log().learnCommitted(message.committed());
    if (!core.mayCampaign()) {
      core.becomeFollower(core.term(), NONE); // Until the change is applied.
      return;
    }
    if (!message.granted() || message.term() == core.term() + 1) {
      count(from, message.granted());
    }
  }

  private void count(long member, boolean isGranted) {
    tally.record(member, isGranted);
    switch (tally.outcome()) {
      case WON -> core.becomeCandidate(false);
      case LOST -> core.becomeFollower(core.term(), NONE);
      case PENDING -> {}
    }
  }
}
