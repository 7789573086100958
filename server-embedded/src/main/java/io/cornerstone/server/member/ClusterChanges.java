package io.cornerstone.server.member;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.MemberAddResponse;
import io.cornerstone.protocol.MemberPromoteRequest;
import io.cornerstone.protocol.MemberPromoteResponse;
import io.cornerstone.protocol.MemberRemoveRequest;
import io.cornerstone.protocol.MemberRemoveResponse;
import io.cornerstone.protocol.MemberUpdateRequest;
import io.cornerstone.protocol.MemberUpdateResponse;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.apply.AddedLearner;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.peer.PeerNetwork;
import io.cornerstone.server.raft.FollowerStatus;
import io.cornerstone.server.raft.RaftStatus;
import io.cornerstone.server.raft.Role;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Checks changes of the members and proposes them. */
final class ClusterChanges implements MemberChanges {
  /** A learner is ready with this part of the leader's log, in percent. */
  private static final long READY_PERCENT = 90;

  private static final Duration RETRY_PAUSE = Duration.ofMillis(50);

  private final MemberContext context;
  private final RunningMember member;
  private final RaftLoop raft;
  private final PeerNetwork peers;
  private final LeaderTransfer transfer;

  ClusterChanges(
      MemberContext context,
      RunningMember member,
      RaftLoop raft,
      PeerNetwork peers,
      LeaderTransfer transfer) {
    this.context = context;
    this.member = member;
    this.raft = raft;
    this.peers = peers;
    this.transfer = transfer;
  }

  @Override
  public CompletableFuture<MemberAddResponse> add(
      List<String> peerUrls, boolean isLearner, Identity identity) {
    final String seconds = Long.toString(context.clock().wallMillis() / 1000);
    final Member added =
        Member.newBuilder()
            .setID(Founding.memberId(peerUrls, seconds))
            .addAllPeerURLs(peerUrls)
            .setIsLearner(isLearner)
            .build();
    final int learnersMax = context.options().tuning().learnersMax();
    return checked(
        () -> check().checkAdd(isLearner),
        isLearner ? CommandKind.LEARNER_ADD : CommandKind.MEMBER_ADD,
        isLearner ? new AddedLearner(learnersMax, added).encode() : added.toByteString(),
        identity,
        MemberAddResponse.class);
  }

  @Override
  public CompletableFuture<MemberRemoveResponse> remove(long memberId, Identity identity) {
    return checked(
        () -> check().checkRemove(memberId),
        CommandKind.MEMBER_REMOVE,
        MemberRemoveRequest.newBuilder().setID(memberId).build().toByteString(),
        identity,
        MemberRemoveResponse.class);
  }

  @Override
  public CompletableFuture<MemberUpdateResponse> update(
      long memberId, List<String> peerUrls, Identity identity) {
    return propose(
        CommandKind.MEMBER_UPDATE,
        MemberUpdateRequest.newBuilder()
            .setID(memberId)
            .addAllPeerURLs(peerUrls)
            .build()
            .toByteString(),
        identity,
        MemberUpdateResponse.class);
  }

  @Override
  public CompletableFuture<MemberPromoteResponse> promote(long memberId, Identity identity) {
    final CompletableFuture<MemberPromoteResponse> result = context.calls().begin();
    attempt(memberId, identity, context.clock().monotonicNanos(), result);
    return result;
  }

  @Override
  public CompletableFuture<Void> moveLeader(long memberId) {
    return transfer.to(memberId);
  }

  /** Promotes if this member leads; NOT_LEADER if not. */
  CompletableFuture<MemberPromoteResponse> promoteHere(long memberId, Identity identity) {
    return raft.progress()
        .thenCompose(
            progress -> {
              checkReady(memberId, progress);
              return checked(
                  () -> check().checkPromote(),
                  CommandKind.MEMBER_PROMOTE,
                  MemberPromoteRequest.newBuilder().setID(memberId).build().toByteString(),
                  identity,
                  MemberPromoteResponse.class);
            })
        .whenComplete((response, failure) -> promoted(failure));
  }

  private void promoted(@Nullable Throwable failure) {
    if (failure == null) {
      context.meter().learnerPromoted();
      return;
    }
    final EtcdError reason = refusal(failure).error();
    if (reason != EtcdError.NOT_LEADER) { // The leader tells.
      context.meter().learnerNotPromoted(reason.message());
    }
  }

  private static void checkReady(long memberId, RaftLoop.Progress progress) {
    final RaftStatus leader = progress.status();
    if (leader.role() != Role.LEADER) {
      throw new RefusedException(EtcdError.NOT_LEADER);
    }
    if (memberId == leader.memberId()) {
      return; // No learner, as will be found.
    }
    final FollowerStatus learner =
        progress.followers().stream()
            .filter(follower -> follower.memberId() == memberId)
            .findFirst()
            .orElseThrow(() -> new RefusedException(EtcdError.MEMBER_NOT_FOUND));
    if (learner.matchIndex() * 100 < leader.lastIndex() * READY_PERCENT) {
      throw new RefusedException(EtcdError.LEARNER_NOT_READY);
    }
  }

  /**
   * Only a call that cannot have reached a log is made again: it found no leader. What a lost
   * connection leaves open is told to the caller, as a second promotion would look like an error.
   */
  private void attempt(
      long memberId,
      Identity identity,
      long startNanos,
      CompletableFuture<MemberPromoteResponse> result) {
    final RaftStatus status = raft.status();
    final long usedNanos = context.clock().monotonicNanos() - startNanos;
    final Duration left = context.options().requestTimeout().minusNanos(usedNanos);
    if (result.isDone()) {
      return;
    }
    if (left.isNegative() || left.isZero()) {
      result.completeExceptionally(new RefusedException(EtcdError.TIMEOUT));
      return;
    }
    if (status.leader() == 0) {
      raft.schedule(RETRY_PAUSE, () -> attempt(memberId, identity, startNanos, result));
      return;
    }
    final CompletableFuture<MemberPromoteResponse> answer =
        status.leader() == status.memberId()
            ? promoteHere(memberId, identity)
            : peers.promote(status.leader(), memberId, left);
    answer.whenComplete(
        (response, failure) -> {
          if (failure == null) {
            result.complete(response);
          } else if (isRefusal(failure, EtcdError.NOT_LEADER)) {
            raft.schedule(RETRY_PAUSE, () -> attempt(memberId, identity, startNanos, result));
          } else {
            result.completeExceptionally(refusal(failure));
          }
        });
  }

  private static boolean isRefusal(Throwable failure, EtcdError error) {
    return refusal(failure).error() == error;
  }

  private static RefusedException refusal(Throwable failure) {
    final Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof RefusedException refused
        ? refused
        : new RefusedException(EtcdError.TIMEOUT_DUE_TO_CONNECTION_LOST);
  }

  private ReconfigCheck check() {
    return new ReconfigCheck(
        member.members(), member.memberId(), raft.connections(), context.clock().monotonicNanos());
  }

  private <T extends Message> CompletableFuture<T> checked(
      Runnable check, CommandKind kind, ByteString payload, Identity identity, Class<T> type) {
    if (context.options().isReconfigStrict()) {
      try {
        check.run();
      } catch (RefusedException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
    return propose(kind, payload, identity, type);
  }

  private <T extends Message> CompletableFuture<T> propose(
      CommandKind kind, ByteString payload, Identity identity, Class<T> type) {
    return member.propose(kind, payload, identity).thenApply(outcome -> response(outcome, type));
  }

  private static <T extends Message> T response(Outcome outcome, Class<T> type) {
    return type.cast(Objects.requireNonNull(outcome.response(), "neither response nor error"));
  }
}
