package io.cornerstone.server.raft;

import com.google.protobuf.ByteString;
import io.cornerstone.server.raft.RaftCore.ProposalFate;
import java.util.List;

/**
 * What a member does in its present role. A new object is made for every change of role, so that
 * nothing of an earlier role or term can linger. Messages arrive here only in the member's own
 * term, or without a term; what a role has no use for it ignores.
 */
abstract sealed class RoleState implements Message.Receiver
    permits FollowerState, PreCandidateState, CandidateState, LeaderState {
  /** No member: no leader is known, or no vote given. */
  static final long NONE = 0;

  final RaftCore core;

  RoleState(RaftCore core) {
    this.core = core;
  }

  abstract Role role();

  /** The leader of the term, {@link #NONE} if unknown. */
  abstract long leader();

  abstract void tick();

  /** Begins an election, as the settings ask for. */
  final void standForElection() {
    if (core.settings().isPreVote()) {
      core.becomePreCandidate();
    } else {
      core.becomeCandidate(false);
    }
  }

  /** What the role does once it is in force; it may change the role again. */
  void enter() {}

  ProposalFate propose(List<ByteString> commands) {
    return ProposalFate.NO_LEADER;
  }

  ProposalFate proposeConfig(ByteString command) {
    return ProposalFate.NO_LEADER;
  }

  boolean readIndex(long context) {
    return false;
  }

  boolean transferLeadership(long to) {
    return false;
  }

  /** To whom leadership is being handed over; {@link #NONE} if it is not. */
  long transferee() {
    return NONE;
  }

  List<FollowerStatus> progress() {
    return List.of();
  }

  /** A change is in force, or found to be none. */
  void configApplied(boolean isChange) {}

  /**
   * Whether a leader was heard within the election timeout: then elections are not supported, lest
   * a member that cannot hear the leader depose it (dissertation, 4.2.3).
   */
  boolean hearsLeader() {
    return false;
  }

  /** Puts what was held back for a whole batch into the outbox. */
  void flush() {}

  /** More of this member's log has become durable. */
  void persisted() {}

  void snapshotSent(long follower, SnapshotMeta meta, boolean delivered) {}

  void unreachable(long member) {}

  /** A vote went to another member: what this role was about to do for itself is over. */
  void voteGranted() {
    core.becomeFollower(core.term(), NONE);
  }

  // A learner answers too, although its vote does not count: candidates ask and count voters only.

  @Override
  public void on(long from, Message.PreVoteRequest message) {
    if (hearsLeader() || core.isBoundByLease()) {
      return;
    }
    boolean isGranted =
        (message.term() > core.term() || mayVoteFor(from)) && isUpToDate(message.last());
    core.outbox()
        .send(
            from,
            isGranted
                ? new Message.PreVoteResponse(message.term(), true)
                : new Message.PreVoteResponse(
                    core.term(), false, core.log().committedUpTo(message.last().index())));
  }

  @Override
  public void on(long from, Message.VoteRequest message) {
    boolean isGranted = mayVoteFor(from) && isUpToDate(message.last());
    if (isGranted) {
      core.voteFor(from);
      core.role().voteGranted();
    }
    core.outbox().sendAfterSync(from, new Message.VoteResponse(core.term(), isGranted));
  }

  private boolean mayVoteFor(long candidate) {
    return core.vote() == candidate || (core.vote() == NONE && leader() == NONE);
  }

  /** Raft paper, 5.4.1: whoever lacks a committed entry must not win. */
  private boolean isUpToDate(LogPosition last) {
    return last.compareTo(core.log().last()) >= 0;
  }

  // Whoever sends these leads the term; a follower handles them, any other role becomes one first.

  @Override
  public void on(long from, Message.AppendRequest message) {
    follow(from, message);
  }

  @Override
  public void on(long from, Message.Heartbeat message) {
    follow(from, message);
  }

  @Override
  public void on(long from, Message.InstallSnapshot message) {
    follow(from, message);
  }

  private void follow(long from, Message message) {
    core.becomeFollower(core.term(), from);
    message.deliverTo(core.role(), from);
  }

  @Override
  public void on(long from, Message.PreVoteResponse message) {}

  @Override
  public void on(long from, Message.VoteResponse message) {}

  @Override
  public void on(long from, Message.AppendAccepted message) {}

  @Override
  public void on(long from, Message.AppendRejected message) {}

  @Override
  public void on(long from, Message.HeartbeatResponse message) {}

  @Override
  public void on(long from, Message.ForwardedProposals message) {}

  @Override
  public void on(long from, Message.ForwardedConfig message) {}

  @Override
  public void on(long from, Message.TimeoutNow message) {}

  @Override
  public void on(long from, Message.ReadIndexRequest message) {}

  @Override
  public void on(long from, Message.ReadIndexResponse message) {
    core.outbox().answerRead(new ReadState(message.context(), message.index()));
  }
}
