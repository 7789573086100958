package io.cornerstone.server.rpc;

import io.cornerstone.protocol.ClusterGrpc;
import io.cornerstone.protocol.Member;
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
  public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            member
                .changes()
                .add(
                    PeerUrls.check(request.getPeerURLsList()),
                    request.getIsLearner(),
                    Callers.current())
                .thenApply(response -> response.toBuilder().setHeader(header()).build()));
  }

  @Override
  public void memberRemove(
      MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            member
                .changes()
                .remove(request.getID(), Callers.current())
                .thenApply(response -> response.toBuilder().setHeader(header()).build()));
  }

  @Override
  public void memberUpdate(
      MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            member
                .changes()
                .update(request.getID(), request.getPeerURLsList(), Callers.current())
                .thenApply(response -> response.toBuilder().setHeader(header()).build()));
  }

  @Override
  public void memberPromote(
      MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            member
                .changes()
                .promote(request.getID(), Callers.current())
                .thenApply(response -> response.toBuilder().setHeader(header()).build()));
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
    return MemberListResponse.newBuilder().setHeader(header()).addAllMembers(members).build();
  }

  /** Membership has nothing to do with the store: etcd leaves its revision out here. */
  private ResponseHeader header() {
    return member.header(0);
  }
}
