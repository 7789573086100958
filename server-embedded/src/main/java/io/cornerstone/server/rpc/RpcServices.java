package io.cornerstone.server.rpc;

import io.cornerstone.server.member.MemberView;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The services of a client port, and how such a port is set up. */
public final class RpcServices {
  /** What a message may have beyond the largest request; etcd's value. */
  private static final int MESSAGE_OVERHEAD_BYTES = 524_288;

  private RpcServices() {}

  /**
   * All services over one member, ready to be added to a server.
   *
   * @param electionTimeout sets the least time to live of a lease
   * @param observer sees every call first
   */
  public static List<ServerServiceDefinition> all(
      MemberView member, Duration electionTimeout, ServerInterceptor observer) {
    Proposals proposals = new Proposals(member);
    Stream<BindableService> services =
        Stream.of(
            new KvService(member, proposals),
            new WatchService(member),
            new LeaseService(member, proposals, electionTimeout),
            new ClusterService(member),
            new MaintenanceService(member, proposals),
            new LockService(member, proposals),
            new ElectionService(member, proposals),
            new HealthService());
    Callers callers = new Callers();
    LeaderGuard leaderGuard = new LeaderGuard(member);
    LearnerGuard learnerGuard = new LearnerGuard(member);
    return services
        .map(
            service ->
                ServerInterceptors.interceptForward(
                    service, observer, learnerGuard, leaderGuard, callers))
        .toList();
  }

  /**
   * Sets a client port up. Calls are handled on the event loop, since handlers only decode, check
   * and enqueue.
   */
  public static NettyServerBuilder configure(NettyServerBuilder builder, int requestBytesMax) {
    return builder.directExecutor().maxInboundMessageSize(requestBytesMax + MESSAGE_OVERHEAD_BYTES);
  }
}
