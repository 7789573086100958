package io.cornerstone.client.internal.parts;

import io.cornerstone.client.Header;
import io.cornerstone.client.cluster.Cluster;
import io.cornerstone.client.cluster.Member;
import io.cornerstone.client.cluster.MemberAddResult;
import io.cornerstone.client.cluster.MemberListResult;
import io.cornerstone.client.internal.transport.CallSpec;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.internal.wire.KvWire;
import io.cornerstone.protocol.ClusterGrpc;
import io.cornerstone.protocol.MemberAddRequest;
import io.cornerstone.protocol.MemberAddResponse;
import io.cornerstone.protocol.MemberListRequest;
import io.cornerstone.protocol.MemberListResponse;
import io.cornerstone.protocol.MemberPromoteRequest;
import io.cornerstone.protocol.MemberPromoteResponse;
import io.cornerstone.protocol.MemberRemoveRequest;
import io.cornerstone.protocol.MemberRemoveResponse;
import io.cornerstone.protocol.MemberUpdateRequest;
import io.cornerstone.protocol.MemberUpdateResponse;
import io.cornerstone.protocol.ResponseHeader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@link Cluster} over gRPC. */
public record GrpcCluster(Transport transport, Duration timeout) implements Cluster {
  private static final CallSpec<MemberListRequest, MemberListResponse, MemberListResult> LIST =
      CallSpec.read(
          ClusterGrpc.getMemberListMethod(),
          answer -> listed(answer.getHeader(), answer.getMembersList()));
  private static final CallSpec<MemberAddRequest, MemberAddResponse, MemberAddResult> ADD =
      CallSpec.write(ClusterGrpc.getMemberAddMethod(), GrpcCluster::added);
  private static final CallSpec<MemberPromoteRequest, MemberPromoteResponse, MemberListResult>
      PROMOTE =
          CallSpec.write(
              ClusterGrpc.getMemberPromoteMethod(),
              answer -> listed(answer.getHeader(), answer.getMembersList()));
  private static final CallSpec<MemberUpdateRequest, MemberUpdateResponse, MemberListResult>
      UPDATE =
          CallSpec.write(
              ClusterGrpc.getMemberUpdateMethod(),
              answer -> listed(answer.getHeader(), answer.getMembersList()));
  private static final CallSpec<MemberRemoveRequest, MemberRemoveResponse, MemberListResult>
      REMOVE =
          CallSpec.write(
              ClusterGrpc.getMemberRemoveMethod(),
              answer -> listed(answer.getHeader(), answer.getMembersList()));

  @Override
  public CompletableFuture<MemberListResult> memberList(boolean linearizable) {
    return transport.call(
        LIST, MemberListRequest.newBuilder().setLinearizable(linearizable).build(), timeout);
  }

  @Override
  public CompletableFuture<MemberAddResult> memberAdd(List<String> peerUrls) {
    return add(peerUrls, false);
  }

  @Override
  public CompletableFuture<MemberAddResult> memberAddLearner(List<String> peerUrls) {
    return add(peerUrls, true);
  }

  @Override
  public CompletableFuture<MemberListResult> memberPromote(long memberId) {
    return transport.call(
        PROMOTE, MemberPromoteRequest.newBuilder().setID(memberId).build(), timeout);
  }

  @Override
  public CompletableFuture<MemberListResult> memberUpdate(long memberId, List<String> peerUrls) {
    MemberUpdateRequest request =
        MemberUpdateRequest.newBuilder().setID(memberId).addAllPeerURLs(peerUrls).build();
    return transport.call(UPDATE, request, timeout);
  }

  @Override
  public CompletableFuture<MemberListResult> memberRemove(long memberId) {
    return transport.call(
        REMOVE, MemberRemoveRequest.newBuilder().setID(memberId).build(), timeout);
  }

  @Override
  public Cluster withTimeout(Duration timeout) {
    return new GrpcCluster(transport, timeout);
  }

  private CompletableFuture<MemberAddResult> add(List<String> peerUrls, boolean isLearner) {
    MemberAddRequest request =
        MemberAddRequest.newBuilder().addAllPeerURLs(peerUrls).setIsLearner(isLearner).build();
    return transport.call(ADD, request, timeout);
  }

  private static MemberAddResult added(MemberAddResponse answer) {
    MemberListResult all = listed(answer.getHeader(), answer.getMembersList());
    return new MemberAddResult(all.header(), member(answer.getMember()), all.members());
  }

  private static MemberListResult listed(
      ResponseHeader answered, List<io.cornerstone.protocol.Member> members) {
    Header header = KvWire.header(answered);
    return new MemberListResult(header, members.stream().map(GrpcCluster::member).toList());
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
