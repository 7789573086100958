package io.cornerstone.server.member;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.lease.Lessor;
import io.cornerstone.server.peer.PeerNetwork;
import io.cornerstone.server.raft.RaftStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Calls about leases that only the leader can answer, since it alone keeps their clocks. They go to
 * whoever leads, again and again until somebody answers or the time is over: both may be repeated
 * safely. Any thread.
 */
final class LeaseCalls {
  private static final Duration RETRY_PAUSE = Duration.ofMillis(50);

  private final MemberContext context;
  private final RaftLoop raft;
  private final ApplyLoop apply;
  private final PeerNetwork peers;

  LeaseCalls(MemberContext context, RaftLoop raft, ApplyLoop apply, PeerNetwork peers) {
    this.context = context;
    this.raft = raft;
    this.apply = apply;
    this.peers = peers;
  }

  CompletableFuture<Long> renew(long leaseId) {
    return toLeader(
        () -> renewHere(leaseId), (leader, left) -> peers.renewLease(leader, leaseId, left));
  }

  CompletableFuture<LeaseTimeToLiveResponse> timeToLive(long leaseId, boolean keys) {
    return toLeader(
        () -> timeToLiveHere(leaseId, keys),
        (leader, left) -> peers.timeToLive(leader, leaseId, keys, left));
  }

  /** Renews if this member leads, which is confirmed first; NOT_LEADER if not. */
  CompletableFuture<Long> renewHere(long leaseId) {
    return asLeader(
        () -> {
          final long ttl = primary().renew(leaseId, context.clock().monotonicNanos());
          context.meter().leaseRenewed();
          return ttl;
        });
  }

  /** Answers if this member leads, which is confirmed first; NOT_LEADER if not. */
  CompletableFuture<LeaseTimeToLiveResponse> timeToLiveHere(long leaseId, boolean keys) {
    return asLeader(
        () -> response(primary().timeToLive(leaseId, keys, context.clock().monotonicNanos())));
  }

  /** Asks another member that leads. */
  private interface RemoteCall<T> {
    CompletableFuture<T> ask(long leader, Duration timeLeft);
  }

  /** One call, over all its attempts. */
  private record Call<T>(
      Supplier<CompletableFuture<T>> here,
      RemoteCall<T> there,
      long startNanos,
      CompletableFuture<T> result) {}

  private <T> CompletableFuture<T> toLeader(
      Supplier<CompletableFuture<T>> here, RemoteCall<T> there) {
    final CompletableFuture<T> result = context.calls().begin();
    attempt(new Call<>(here, there, context.clock().monotonicNanos(), result));
    return result;
  }

  private <T> void attempt(Call<T> call) {
    final long usedNanos = context.clock().monotonicNanos() - call.startNanos();
    final Duration left = context.options().requestTimeout().minusNanos(usedNanos);
    final RaftStatus status = raft.status();
    if (call.result().isDone()) {
      return; // Too many calls, or the member stopped.
    }
    if (left.isNegative() || left.isZero()) {
      call.result().completeExceptionally(new RefusedException(EtcdError.TIMEOUT));
    } else if (status.leader() == 0) {
      retryLater(call);
    } else {
      final CompletableFuture<T> answer =
          status.leader() == status.memberId()
              ? call.here().get()
              : call.there().ask(status.leader(), left);
      answer.whenComplete(
          (value, failure) -> {
            if (failure == null) {
              call.result().complete(value);
            } else {
              retryLater(call);
            }
          });
    }
  }

  private void retryLater(Call<?> call) {
    raft.schedule(RETRY_PAUSE, () -> attempt(call));
  }

  private <T> CompletableFuture<T> asLeader(Supplier<T> computation) {
    final CompletableFuture<T> result = context.calls().begin();
    final RaftStatus status = raft.status();
    if (status.leader() != status.memberId()) {
      result.completeExceptionally(new RefusedException(EtcdError.NOT_LEADER));
      return result;
    }
    raft.read(
        new PendingRead<>(
            PendingRead.Place.APPLY, computation, context.clock().monotonicNanos(), result));
    return result;
  }

  /** Apply thread. */
  private Lessor primary() {
    final Lessor lessor = apply.lessor();
    if (!lessor.isPrimary()) {
      throw new RefusedException(EtcdError.NOT_LEADER);
    }
    return lessor;
  }

  private static LeaseTimeToLiveResponse response(Lessor.TimeToLive timeToLive) {
    return LeaseTimeToLiveResponse.newBuilder()
        .setID(timeToLive.leaseId())
        .setTTL(timeToLive.remainingSeconds())
        .setGrantedTTL(timeToLive.grantedTtl())
        .addAllKeys(timeToLive.keys())
        .build();
  }
}
