package io.cornerstone.server.rpc;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.LockGrpc;
import io.cornerstone.protocol.LockRequest;
import io.cornerstone.protocol.LockResponse;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.UnlockRequest;
import io.cornerstone.protocol.UnlockResponse;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.mvcc.RangeResult;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** Locks for clients that do not queue up by themselves: see {@link Candidacy}. */
final class LockService extends LockGrpc.LockImplBase {
  private final MemberView member;
  private final Proposals proposals;

  LockService(MemberView member, Proposals proposals) {
    this.member = member;
    this.proposals = proposals;
  }

  /** Answers once the caller owns the lock. */
  @Override
  public void lock(LockRequest request, StreamObserver<LockResponse> observer) {
    UnaryCall.answer(
        observer,
        Statuses::uncoded,
        () -> {
          CallerKv kv = CallerKv.current(member, proposals);
          return Candidacy.lock(member, kv, request.getName(), request.getLease())
              .thenCompose(won -> confirmed(kv, won));
        });
  }

  /** Whoever waited may have lost its own key meanwhile, with its lease. */
  private CompletableFuture<LockResponse> confirmed(CallerKv kv, Candidacy.Won won) {
    if (!won.waited()) {
      return CompletableFuture.completedFuture(response(won, won.enteredRevision()));
    }
    return kv.range(RangeRequest.newBuilder().setKey(won.key()).build())
        .thenApply(
            found -> {
              if (!isStillThere(found, won)) {
                throw new RefusedException(EtcdError.LOCK_SESSION_EXPIRED);
              }
              return response(won, found.revision());
            });
  }

  private static boolean isStillThere(RangeResult found, Candidacy.Won won) {
    return !found.kvs().isEmpty() && found.kvs().get(0).getCreateRevision() == won.createRevision();
  }

  private LockResponse response(Candidacy.Won won, long revision) {
    return LockResponse.newBuilder().setHeader(member.header(revision)).setKey(won.key()).build();
  }

  /** Deletes the owner's key; that it is not there is no error. */
  @Override
  public void unlock(UnlockRequest request, StreamObserver<UnlockResponse> observer) {
    UnaryCall.answer(
        observer,
        Statuses::uncoded,
        () ->
            CallerKv.current(member, proposals)
                .delete(request.getKey())
                .thenApply(
                    outcome ->
                        UnlockResponse.newBuilder()
                            .setHeader(member.header(outcome.revision()))
                            .build()));
  }
}
