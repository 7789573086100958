package io.cornerstone.server.rpc;

import io.cornerstone.protocol.ClusterGrpc;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.MemberListRequest;
import io.cornerstone.protocol.MemberListResponse;
import io.cornerstone.server.member.MemberView;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The members of the cluster. */
final class ClusterService extends ClusterGrpc.ClusterImplBase {
  private final MemberView member;

  ClusterService(MemberView member) {
    this.member = member;
  }

  @Override
  public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
    UnaryCall.answer(observer, () -> members(request).thenApply(this::response));
  }

  private CompletableFuture<List<Member>> members(MemberListRequest request) {
    return request.getLinearizable()
        ? member.read(true, member::members)
        : CompletableFuture.completedFuture(member.members());
  }

  private MemberListResponse response(List<Member> members) {
    // Membership has nothing to do with the store: etcd leaves its revision out here.
    return MemberListResponse.newBuilder()
        .setHeader(member.header(0))
        .addAllMembers(members)
        .build();
  }
}
