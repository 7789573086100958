package io.cornerstone.server.rpc;

import com.google.protobuf.Message;
import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.protocol.CompactionResponse;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.DeleteRangeResponse;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeResponse;
import io.cornerstone.protocol.RangeStreamResponse;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.protocol.TxnResponse;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.mvcc.RangeResult;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** Keys: range, put, delete, txn, compact. */
final class KvService extends KVGrpc.KVImplBase {
  private final MemberView member;
  private final Proposals proposals;

  KvService(MemberView member, Proposals proposals) {
    this.member = member;
    this.proposals = proposals;
  }

  @Override
  public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          KvValidation.check(request);
          return member.range(request, Callers.current()).thenApply(this::rangeResponse);
        });
  }

  /** The same in parts; etcd has this from 3.7 on. */
  @Override
  public void rangeStream(RangeRequest request, StreamObserver<RangeStreamResponse> observer) {
    try {
      KvValidation.check(request);
    } catch (RefusedException e) {
      observer.onError(Statuses.of(e).asRuntimeException());
      return;
    }
    RangeParts.start(member, request, (ServerCallStreamObserver<RangeStreamResponse>) observer);
  }

  private RangeResponse rangeResponse(RangeResult result) {
    return RangeResponse.newBuilder()
        .setHeader(member.header(result.revision()))
        .addAllKvs(result.kvs())
        .setCount(result.count())
        .setMore(result.more())
        .build();
  }

  @Override
  public void put(PutRequest request, StreamObserver<PutResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          KvValidation.check(request);
          return propose(CommandKind.PUT, request, Quota.cost(request))
              .thenApply(
                  outcome ->
                      Proposals.response(outcome, PutResponse.class).toBuilder()
                          .setHeader(member.header(outcome.revision()))
                          .build());
        });
  }

  @Override
  public void deleteRange(
      DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          KvValidation.check(request);
          return propose(CommandKind.DELETE_RANGE, request, 0)
              .thenApply(
                  outcome ->
                      Proposals.response(outcome, DeleteRangeResponse.class).toBuilder()
                          .setHeader(member.header(outcome.revision()))
                          .build());
        });
  }

  @Override
  public void txn(TxnRequest request, StreamObserver<TxnResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          TxnValidation.check(request, member.limits().txnOpsMax());
          return evaluate(request)
              .thenApply(
                  outcome ->
                      Proposals.response(outcome, TxnResponse.class).toBuilder()
                          .setHeader(member.header(outcome.revision()))
                          .build());
        });
  }

  private CompletableFuture<Outcome> evaluate(TxnRequest request) {
    if (TxnShape.isReadOnly(request)) {
      return member.readTxn(request, !TxnShape.isSerializable(request), Callers.current());
    }
    return propose(CommandKind.TXN, request, Quota.cost(request));
  }

  /**
   * Answers once the compaction is applied, or, if {@code physical} asks for it, once all that is
   * dead is given back: after as long as that takes.
   */
  @Override
  public void compact(CompactionRequest request, StreamObserver<CompactionResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            propose(CommandKind.COMPACT, request, 0)
                .thenApply(
                    outcome ->
                        CompactionResponse.newBuilder()
                            .setHeader(member.header(outcome.revision()))
                            .build()));
  }

  private CompletableFuture<Outcome> propose(CommandKind kind, Message request, long cost) {
    return proposals.propose(kind, request, cost);
  }
}
