package io.cornerstone.server.rpc;

import com.google.protobuf.MessageLite;
import io.cornerstone.server.env.Clock;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.raft.RaftStatus;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of calls with one answer that took long, and says what made them wait, as far as the member
 * can tell. Sizes are told, keys and values never. Calls that wait by design (locks, campaigns) are
 * left out.
 */
public final class SlowCalls implements ServerInterceptor {
  private static final Logger log = LoggerFactory.getLogger(SlowCalls.class);
  private static final int LARGE_BYTES = 1 << 20;
  private static final long BACKLOG = 100;

  private final MemberView member;
  private final Clock clock;
  private final Duration limit;
  private final Consumer<String> warnings;

  SlowCalls(MemberView member, Clock clock, Duration limit, Consumer<String> warnings) {
    this.member = member;
    this.clock = clock;
    this.limit = limit;
    this.warnings = warnings;
  }

  /** Watches the calls of these services; those that take longer than {@code limit} are logged. */
  public static List<ServerServiceDefinition> watch(
      List<ServerServiceDefinition> services, MemberView member, Clock clock, Duration limit) {
    final SlowCalls slow = new SlowCalls(member, clock, limit, log::warn);
    return services.stream().map(service -> ServerInterceptors.intercept(service, slow)).toList();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    final boolean isTimed =
        call.getMethodDescriptor().getType() == MethodType.UNARY
            && !"v3lockpb.Lock".equals(call.getMethodDescriptor().getServiceName())
            && !"v3electionpb.Election".equals(call.getMethodDescriptor().getServiceName());
    return next.startCall(isTimed ? new TimedCall<>(call) : call, headers);
  }

  private final class TimedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final long startNanos = clock.monotonicNanos();
    private final RaftStatus before = member.raftStatus();
    private long responseBytes;

    TimedCall(ServerCall<Q, R> call) {
      super(call);
    }

    @Override
    public void sendMessage(R message) {
      if (message instanceof MessageLite sized) {
        responseBytes += sized.getSerializedSize(); // Remembered by the message: encoded once.
      }
      super.sendMessage(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      final long tookNanos = clock.monotonicNanos() - startNanos;
      if (tookNanos > limit.toNanos()) {
        warn(status, Duration.ofNanos(tookNanos));
      }
      super.close(status, trailers);
    }

    private void warn(Status status, Duration took) {
      final RaftStatus now = member.raftStatus();
      warnings.accept(
          ("slow call: method=%s took=%dms expected=%dms reason=\"%s\" code=%s"
                  + " response-bytes=%d term=%d leader=%x backlog=%d pending=%d")
              .formatted(
                  getMethodDescriptor().getFullMethodName(),
                  took.toMillis(),
                  limit.toMillis(),
                  reason(now),
                  status.getCode(),
                  responseBytes,
                  now.term(),
                  now.leader(),
                  backlog(now),
                  member.pendingProposals()));
    }

    /** The most telling of what is known; with nothing known, what is left. */
    private String reason(RaftStatus now) {
      if (now.leader() == 0 || before.leader() == 0) {
        return "no leader";
      } else if (now.term() != before.term() || now.leader() != before.leader()) {
        return "the leader changed";
      } else if (backlog(now) > BACKLOG) {
        return "committed commands wait to be applied";
      } else if (responseBytes > LARGE_BYTES) {
        return "a large answer";
      }
      return "a slow disk, network or processor";
    }

    private long backlog(RaftStatus now) {
      return Math.max(0, now.commitIndex() - member.appliedIndex());
    }
  }
}
