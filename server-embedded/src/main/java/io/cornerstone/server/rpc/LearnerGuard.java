package io.cornerstone.server.rpc;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.MaintenanceGrpc;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.server.member.MemberView;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Lets a learner answer only what it can answer by itself: its status, reads of what it has, and a
 * snapshot of it. Everything else is refused, as it is about to catch up and of no use to clients.
 */
final class LearnerGuard implements ServerInterceptor {
  private static final MethodDescriptor<?, ?> RANGE = KVGrpc.getRangeMethod();
  private static final MethodDescriptor<?, ?> STATUS = MaintenanceGrpc.getStatusMethod();
  private static final MethodDescriptor<?, ?> SNAPSHOT = MaintenanceGrpc.getSnapshotMethod();

  private final MemberView member;

  LearnerGuard(MemberView member) {
    this.member = member;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (!isLearner() || isCall(call, STATUS) || isCall(call, SNAPSHOT)) {
      return next.startCall(call, headers);
    }
    if (isCall(call, RANGE)) {
      return new RangeGuard<>(call, next.startCall(call, headers));
    }
    call.close(Statuses.of(EtcdError.NOT_SUPPORTED_FOR_LEARNER), new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private boolean isLearner() {
    final long self = member.raftStatus().memberId();
    for (Member one : member.members()) {
      if (one.getID() == self) {
        return one.getIsLearner();
      }
    }
    return false;
  }

  private static boolean isCall(ServerCall<?, ?> call, MethodDescriptor<?, ?> method) {
    return call.getMethodDescriptor().getFullMethodName().equals(method.getFullMethodName());
  }

  /** Whether a read asks for more than what is here is known when the request is. */
  private static final class RangeGuard<Q, R> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, R> call;
    private boolean isRefused;

    RangeGuard(ServerCall<Q, R> call, ServerCall.Listener<Q> listener) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      if (message instanceof RangeRequest range && !range.getSerializable()) {
        isRefused = true;
        call.close(Statuses.of(EtcdError.NOT_SUPPORTED_FOR_LEARNER), new Metadata());
      } else {
        super.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      if (!isRefused) {
        super.onHalfClose();
      }
    }
  }
}
