package io.cornerstone.client.internal.parts;

import io.cornerstone.client.cluster.Cluster;
import io.cornerstone.client.cluster.Member;
import io.cornerstone.client.cluster.MemberListResult;
import io.cornerstone.client.internal.transport.CallSpec;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.internal.wire.KvWire;
import io.cornerstone.protocol.ClusterGrpc;
import io.cornerstone.protocol.MemberListRequest;
import io.cornerstone.protocol.MemberListResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@link Cluster} over gRPC. */
public record GrpcCluster(Transport transport, Duration timeout) implements Cluster {
  private static final CallSpec<MemberListRequest, MemberListResponse, MemberListResult> LIST =
      CallSpec.read(
          ClusterGrpc.getMemberListMethod(),
          answer ->
              new MemberListResult(
                  KvWire.header(answer.getHeader()),
                  answer.getMembersList().stream().map(GrpcCluster::member).toList()));

  @Override
  public CompletableFuture<MemberListResult> memberList(boolean linearizable) {
    return transport.call(
        LIST, MemberListRequest.newBuilder().setLinearizable(linearizable).build(), timeout);
  }

  @Override
  public Cluster withTimeout(Duration timeout) {
    return new GrpcCluster(transport, timeout);
  }

  private static Member member(io.cornerstone.protocol.Member member) {
    return new Member(
        member.getID(),
        member.getName(),
        List.copyOf(member.getPeerURLsList()),
        List.copyOf(member.getClientURLsList()),
        member.getIsLearner());
  }
}
