package io.cornerstone.server.rpc;

import com.google.protobuf.Message;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.MemberAddResponse;
import io.cornerstone.protocol.MemberPromoteRequest;
import io.cornerstone.protocol.MemberPromoteResponse;
import io.cornerstone.protocol.MemberRemoveRequest;
import io.cornerstone.protocol.MemberRemoveResponse;
import io.cornerstone.protocol.MemberUpdateRequest;
import io.cornerstone.protocol.MemberUpdateResponse;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.member.MemberChanges;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Changes that go into the log at once; each added member gets the next id from 100 on. */
record FakeChanges(FakeMember member) implements MemberChanges {
  @Override
  public CompletableFuture<MemberAddResponse> add(
      List<String> peerUrls, boolean isLearner, Identity identity) {
    final Member added =
        Member.newBuilder()
            .setID(100 + member.members().size())
            .addAllPeerURLs(peerUrls)
            .setIsLearner(isLearner)
            .build();
    return propose(CommandKind.MEMBER_ADD, added, MemberAddResponse.class);
  }

  @Override
  public CompletableFuture<MemberRemoveResponse> remove(long memberId, Identity identity) {
    return propose(
        CommandKind.MEMBER_REMOVE,
        MemberRemoveRequest.newBuilder().setID(memberId).build(),
        MemberRemoveResponse.class);
  }

  @Override
  public CompletableFuture<MemberUpdateResponse> update(
      long memberId, List<String> peerUrls, Identity identity) {
    return propose(
        CommandKind.MEMBER_UPDATE,
        MemberUpdateRequest.newBuilder().setID(memberId).addAllPeerURLs(peerUrls).build(),
        MemberUpdateResponse.class);
  }

  @Override
  public CompletableFuture<MemberPromoteResponse> promote(long memberId, Identity identity) {
    return propose(
        CommandKind.MEMBER_PROMOTE,
        MemberPromoteRequest.newBuilder().setID(memberId).build(),
        MemberPromoteResponse.class);
  }

  @Override
  public CompletableFuture<Void> moveLeader(long memberId) {
    return memberId == FakeMember.MEMBER_ID
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(new RefusedException(EtcdError.BAD_LEADER_TRANSFEREE));
  }

  private <T extends Message> CompletableFuture<T> propose(
      CommandKind kind, Message request, Class<T> type) {
    return member
        .propose(kind, request, Identity.NONE)
        .thenApply(outcome -> Proposals.response(outcome, type));
  }
}
