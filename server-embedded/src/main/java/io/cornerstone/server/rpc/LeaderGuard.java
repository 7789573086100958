package io.cornerstone.server.rpc;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.server.member.MemberView;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves clients that rather fail than wait for a leader (metadata {@code hasleader: true}): their
 * calls are refused while there is none, and their streams end when the leader is lost for good.
 */
final class LeaderGuard implements ServerInterceptor {
  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  private static final Logger LOG = LoggerFactory.getLogger(LeaderGuard.class);

  private final MemberView member;

  LeaderGuard(MemberView member) {
    this.member = member;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (!"true".equals(headers.get(HAS_LEADER))) {
      return next.startCall(call, headers);
    }
    if (member.raftStatus().leader() == 0) {
      call.close(Statuses.of(EtcdError.NO_LEADER), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    if (call.getMethodDescriptor().getType() == MethodType.UNARY) {
      return next.startCall(call, headers);
    }
    return startGuarded(new GuardedCall<>(call), headers, next);
  }

  private <Q, R> ServerCall.Listener<Q> startGuarded(
      GuardedCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    ServerCall.Listener<Q> listener = next.startCall(call, headers);
    call.watch(member);
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onCancel() {
        call.unwatch();
        super.onCancel();
      }

      @Override
      public void onComplete() {
        call.unwatch();
        super.onComplete();
      }
    };
  }

  /** A stream that may be ended from outside while its service sends. */
  private static final class GuardedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private static final AutoCloseable DONE = () -> {};

    // A call must not be used by two threads at a time.
    private final SynchronizationContext sending =
        new SynchronizationContext((thread, e) -> LOG.error("a guarded stream failed", e));
    private final AtomicReference<AutoCloseable> registration = new AtomicReference<>();
    private boolean ended; // Only inside the synchronization context.

    GuardedCall(ServerCall<Q, R> call) {
      super(call);
    }

    void watch(MemberView member) {
      AutoCloseable handle = member.onLeaderLost(this::end);
      if (!registration.compareAndSet(null, handle)) {
        closeQuietly(handle);
      }
    }

    void unwatch() {
      AutoCloseable handle = registration.getAndSet(DONE);
      if (handle != null) {
        closeQuietly(handle);
      }
    }

    private void end() {
      close(Statuses.of(EtcdError.NO_LEADER), new Metadata());
    }

    @Override
    public void sendHeaders(Metadata headers) {
      sending.execute(() -> runIfOpen(() -> super.sendHeaders(headers)));
    }

    @Override
    public void sendMessage(R message) {
      sending.execute(() -> runIfOpen(() -> super.sendMessage(message)));
    }

    @Override
    public void close(Status status, Metadata trailers) {
      sending.execute(
          () ->
              runIfOpen(
                  () -> {
                    ended = true;
                    super.close(status, trailers);
                  }));
    }

    private void runIfOpen(Runnable action) {
      if (!ended) {
        action.run();
      }
    }

    private static void closeQuietly(AutoCloseable handle) {
      try {
        handle.close();
      } catch (Exception e) {
        LOG.warn("a listener for the loss of the leader was not removed", e);
      }
    }
  }
}
