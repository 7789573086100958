package io.cornerstone.server.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.cornerstone.protocol.Compare;
import io.cornerstone.protocol.Compare.CompareTarget;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeRequest.SortOrder;
import io.cornerstone.protocol.RangeRequest.SortTarget;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.protocol.TxnResponse;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.mvcc.RangeResult;
import io.grpc.Context;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The store as one caller sees it, for services that are made of several steps: each step, on
 * whatever thread, passes the same checks as a call of that caller would.
 */
final class CallerKv {
  private final MemberView member;
  private final Proposals proposals;
  private final Context caller;

  private CallerKv(MemberView member, Proposals proposals, Context caller) {
    this.member = member;
    this.proposals = proposals;
    this.caller = caller;
  }

  /** For the call that this thread handles now. */
  static CallerKv current(MemberView member, Proposals proposals) {
    return new CallerKv(member, proposals, Context.current());
  }

  /** Runs the task when the client has gone, and also when the call is over for another reason. */
  void onCallerGone(Runnable task) {
    caller.addListener(context -> task.run(), Runnable::run);
  }

  /** Proposes in the caller's name. */
  CompletableFuture<Outcome> propose(CommandKind kind, Message request, long cost) {
    return asCaller(() -> proposals.propose(kind, request, cost));
  }

  /** A linearizable read. */
  CompletableFuture<RangeResult> range(RangeRequest request) {
    return asCaller(
        () -> {
          KvValidation.check(request);
          return member.range(request, Callers.current());
        });
  }

  CompletableFuture<Outcome> txn(TxnRequest request) {
    return propose(CommandKind.TXN, request, Quota.cost(request));
  }

  CompletableFuture<Outcome> delete(ByteString key) {
    KvValidation.checkKey(key);
    return propose(
        CommandKind.DELETE_RANGE, DeleteRangeRequest.newBuilder().setKey(key).build(), 0);
  }

  /** Changes a key if it is still the one that was created at {@code createRevision}. */
  CompletableFuture<Outcome> ifCreatedAt(ByteString key, long createRevision, RequestOp change) {
    KvValidation.checkKey(key);
    return txn(
        TxnRequest.newBuilder()
            .addCompare(createdAt(key, createRevision))
            .addSuccess(change)
            .build());
  }

  static Compare createdAt(ByteString key, long createRevision) {
    return Compare.newBuilder()
        .setTarget(CompareTarget.CREATE)
        .setKey(key)
        .setCreateRevision(createRevision)
        .build();
  }

  static RequestOp put(ByteString key, ByteString value, long lease) {
    return RequestOp.newBuilder()
        .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(value).setLease(lease))
        .build();
  }

  static RequestOp remove(ByteString key) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
        .build();
  }

  /** The oldest key with this prefix. */
  static RangeRequest oldest(ByteString prefix) {
    return byCreation(prefix, SortOrder.ASCEND).build();
  }

  /** The youngest key with this prefix that is older than {@code createRevision}. */
  static RangeRequest youngestBefore(ByteString prefix, long createRevision) {
    return byCreation(prefix, SortOrder.DESCEND).setMaxCreateRevision(createRevision - 1).build();
  }

  private static RangeRequest.Builder byCreation(ByteString prefix, SortOrder order) {
    return RangeRequest.newBuilder()
        .setKey(prefix)
        .setRangeEnd(prefixEnd(prefix))
        .setSortTarget(SortTarget.CREATE)
        .setSortOrder(order)
        .setLimit(1);
  }

  /** {@code name/}: what the keys of all candidates begin with. */
  static ByteString prefixOf(ByteString name) {
    return name.concat(ByteString.copyFromUtf8("/"));
  }

  /** The end of the range of keys that begin with a {@link #prefixOf}: '0' follows on '/'. */
  static ByteString prefixEnd(ByteString prefix) {
    return prefix.substring(0, prefix.size() - 1).concat(ByteString.copyFromUtf8("0"));
  }

  static TxnResponse response(Outcome outcome) {
    return Proposals.response(outcome, TxnResponse.class);
  }

  private <T> CompletableFuture<T> asCaller(Supplier<CompletableFuture<T>> step) {
    Context before = caller.attach();
    try {
      return step.get();
    } finally {
      caller.detach(before);
    }
  }
}
