package io.cornerstone.server.raft;

import com.google.protobuf.ByteString;
import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.raft.RaftCore.ProposalFate;
import java.util.List;
import java.util.Objects;

/** Copies the leader's log, or waits for a leader to appear. */
final class FollowerState extends RoleState {
  private static final long NO_ACKNOWLEDGEMENT = -1;

  private final ElectionTimer timer;
  private final long leader;

  /**
   * Up to where the leader is to be told that the logs agree. One answer stands for all appends of
   * a batch, and goes out once the whole batch is durable.
   */
  private long acknowledgement = NO_ACKNOWLEDGEMENT;

  private boolean isAskedToStand; // But a change had to be applied first.

  FollowerState(RaftCore core, long leader) {
    super(core);
    this.leader = leader;
    this.timer = core.newElectionTimer();
  }

  @Override
  Role role() {
    return Role.FOLLOWER;
  }

  @Override
  long leader() {
    return leader;
  }

  @Override
  boolean hearsLeader() {
    return leader != NONE && timer.isWithinBase();
  }

  @Override
  void tick() {
    if (!timer.tick()) {
      return;
    }
    if (core.mayCampaign()) {
      standForElection();
    } else if (leader != NONE) {
      core.becomeFollower(core.term(), NONE); // It only waits, but for whoever comes.
    }
  }

  @Override
  ProposalFate propose(List<ByteString> commands) {
    if (leader == NONE) {
      return ProposalFate.NO_LEADER;
    }
    core.outbox().send(leader, new Message.ForwardedProposals(commands));
    return ProposalFate.FORWARDED;
  }

  @Override
  ProposalFate proposeConfig(ByteString command) {
    if (leader == NONE) {
      return ProposalFate.NO_LEADER;
    }
    core.outbox().send(leader, new Message.ForwardedConfig(command));
    return ProposalFate.FORWARDED;
  }

  @Override
  boolean readIndex(long context) {
    if (leader == NONE) {
      return false;
    }
    core.outbox().send(leader, new Message.ReadIndexRequest(context));
    return true;
  }

  @Override
  void voteGranted() {
    timer.restart();
  }

  @Override
  void flush() {
    if (acknowledgement != NO_ACKNOWLEDGEMENT) {
      core.outbox().sendAfterSync(leader, new Message.AppendAccepted(core.term(), acknowledgement));
      acknowledgement = NO_ACKNOWLEDGEMENT;
    }
  }

  @Override
  public void on(long from, Message.AppendRequest message) {
    if (!hearing(from)) {
      super.on(from, message);
      return;
    }
    RaftLog log = core.log();
    LogPosition previous = message.previous();
    if (previous.index() < log.commitIndex()) {
      acknowledge(log.commitIndex()); // Old news; what is committed equals the leader's log.
    } else if (log.matches(previous)) {
      long replaced = log.merge(previous, message.entries());
      if (replaced != 0) {
        core.trace("replaced its log from index " + replaced);
      }
      long matchIndex = previous.index() + message.entries().size();
      log.commitTo(Math.min(message.commitIndex(), matchIndex));
      acknowledge(matchIndex);
    } else {
      reject(previous);
    }
  }

  @Override
  public void on(long from, Message.Heartbeat message) {
    if (!hearing(from)) {
      super.on(from, message);
      return;
    }
    core.log().commitTo(message.commitIndex());
    core.outbox().send(from, new Message.HeartbeatResponse(core.term(), message.round()));
  }

  @Override
  public void on(long from, Message.InstallSnapshot message) {
    if (!hearing(from)) {
      super.on(from, message);
      return;
    }
    RaftLog log = core.log();
    LogPosition last = message.meta().last();
    if (last.index() <= log.commitIndex()) {
      acknowledge(log.commitIndex());
      return;
    }
    if (log.matches(last)) {
      log.commitTo(last.index()); // The log has it all: going on is cheaper than starting over.
    } else {
      core.restore(message.meta());
    }
    acknowledge(last.index());
  }

  @Override
  public void on(long from, Message.TimeoutNow message) {
    isAskedToStand |= from == leader;
    standIfAsked();
  }

  @Override
  void configApplied(boolean isChange) {
    standIfAsked();
  }

  private void standIfAsked() {
    if (isAskedToStand && core.mayCampaign()) {
      core.becomeCandidate(true);
    }
  }

  /** Notes a sign of the leader; false if it was not known to be the leader until now. */
  private boolean hearing(long from) {
    if (leader == NONE) {
      return false;
    }
    Invariant.check(
        from == leader, "term %d has two leaders, %d and %d", core.term(), leader, from);
    timer.restart();
    return true;
  }

  private void acknowledge(long index) {
    acknowledgement = Math.max(acknowledgement, index);
  }

  private void reject(LogPosition previous) {
    // What is committed here is in the leader's log with no greater term than previous has, so
    // there is always a position to name.
    LogPosition hint =
        Objects.requireNonNull(core.log().latestAgreement(previous), "committed logs disagree");
    core.outbox().send(leader, new Message.AppendRejected(core.term(), previous.index(), hint));
  }
}
