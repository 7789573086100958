package io.cornerstone.server.member;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.raft.RaftStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Hands the leadership of this member to another one. Any thread. */
final class LeaderTransfer {
  private final MemberContext context;
  private final RaftLoop raft;
  private final ApplyLoop apply;

  LeaderTransfer(MemberContext context, RaftLoop raft, ApplyLoop apply) {
    this.context = context;
    this.raft = raft;
    this.apply = apply;
  }

  /** See {@link MemberChanges#moveLeader}. */
  CompletableFuture<Void> to(long target) {
    final RaftStatus status = raft.status();
    if (status.leader() != status.memberId()) {
      return CompletableFuture.failedFuture(new RefusedException(EtcdError.NOT_LEADER));
    }
    if (!voters().contains(target)) {
      return CompletableFuture.failedFuture(new RefusedException(EtcdError.BAD_LEADER_TRANSFEREE));
    }
    final CompletableFuture<Void> result = context.calls().begin();
    await(target, context.clock().monotonicNanos(), result);
    return result;
  }

  /**
   * Before an orderly end: to the voter that is connected longest; done at once if there is none.
   */
  CompletableFuture<Void> toAnyone() {
    final RaftStatus status = raft.status();
    final List<Long> voters = voters();
    final long left =
        voters.stream()
            .filter(voter -> voter != status.memberId() && raft.connections().isConnected(voter))
            .count();
    if (status.leader() != status.memberId() || left <= voters.size() / 2) {
      return CompletableFuture.completedFuture(null); // Nobody could lead without this member.
    }
    return raft.connections()
        .longestConnected(voters)
        .map(this::to)
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private List<Long> voters() {
    return apply.members().stream()
        .filter(member -> !member.getIsLearner())
        .map(Member::getID)
        .toList();
  }

  /** Consensus gives up after an election timeout; while there is time it is asked again. */
  private void await(long target, long startNanos, CompletableFuture<Void> result) {
    final RaftStatus status = raft.status();
    final long usedNanos = context.clock().monotonicNanos() - startNanos;
    if (result.isDone()) {
      return; // Too many calls, or the member stopped.
    }
    if (status.leader() == target) {
      result.complete(null);
    } else if (usedNanos > context.options().requestTimeout().toNanos()) {
      result.completeExceptionally(new RefusedException(EtcdError.LEADER_TRANSFER_TIMEOUT));
    } else {
      if (status.leader() == status.memberId() && status.transferee() == 0) {
        raft.transferLeadership(target);
      }
      final Duration pause = context.options().heartbeatInterval().dividedBy(4);
      raft.schedule(pause, () -> await(target, startNanos, result));
    }
  }
}
