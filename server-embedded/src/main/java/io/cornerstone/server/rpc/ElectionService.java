package io.cornerstone.server.rpc;

import io.cornerstone.protocol.CampaignRequest;
import io.cornerstone.protocol.CampaignResponse;
import io.cornerstone.protocol.ElectionGrpc;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.LeaderKey;
import io.cornerstone.protocol.LeaderRequest;
import io.cornerstone.protocol.LeaderResponse;
import io.cornerstone.protocol.ProclaimRequest;
import io.cornerstone.protocol.ProclaimResponse;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.ResignRequest;
import io.cornerstone.protocol.ResignResponse;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.mvcc.RangeResult;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Elections for clients that do not queue up by themselves: see {@link Candidacy}. */
final class ElectionService extends ElectionGrpc.ElectionImplBase {
  private final MemberView member;
  private final Proposals proposals;

  ElectionService(MemberView member, Proposals proposals) {
    this.member = member;
    this.proposals = proposals;
  }

  /** Answers once the caller leads. */
  @Override
  public void campaign(CampaignRequest request, StreamObserver<CampaignResponse> observer) {
    UnaryCall.answer(
        observer,
        Statuses::uncoded,
        () ->
            Candidacy.campaign(
                    member,
                    CallerKv.current(member, proposals),
                    request.getName(),
                    request.getValue(),
                    request.getLease())
                .thenApply(won -> campaignResponse(request, won)));
  }

  private CampaignResponse campaignResponse(CampaignRequest request, Candidacy.Won won) {
    return CampaignResponse.newBuilder()
        .setHeader(member.header(won.enteredRevision()))
        .setLeader(
            LeaderKey.newBuilder()
                .setName(request.getName())
                .setKey(won.key())
                .setRev(won.createRevision())
                .setLease(won.lease()))
        .build();
  }

  /** Changes what the leader says, if the caller still leads. */
  @Override
  public void proclaim(ProclaimRequest request, StreamObserver<ProclaimResponse> observer) {
    UnaryCall.answer(
        observer,
        Statuses::uncoded,
        () -> {
          KvValidation.refuseIf(!request.hasLeader(), EtcdError.ELECTION_MISSING_LEADER);
          LeaderKey leader = request.getLeader();
          return CallerKv.current(member, proposals)
              .ifCreatedAt(
                  leader.getKey(),
                  leader.getRev(),
                  CallerKv.put(leader.getKey(), request.getValue(), leader.getLease()))
              .thenApply(
                  outcome -> {
                    Candidacy.refuseUnless(
                        CallerKv.response(outcome), EtcdError.ELECTION_NOT_LEADER);
                    return ProclaimResponse.newBuilder()
                        .setHeader(member.header(outcome.revision()))
                        .build();
                  });
        });
  }

  /** Ends the caller's term; that it does not lead any more is no error. */
  @Override
  public void resign(ResignRequest request, StreamObserver<ResignResponse> observer) {
    UnaryCall.answer(
        observer,
        Statuses::uncoded,
        () -> {
          KvValidation.refuseIf(!request.hasLeader(), EtcdError.ELECTION_MISSING_LEADER);
          LeaderKey leader = request.getLeader();
          return CallerKv.current(member, proposals)
              .ifCreatedAt(leader.getKey(), leader.getRev(), CallerKv.remove(leader.getKey()))
              .thenApply(
                  outcome ->
                      ResignResponse.newBuilder()
                          .setHeader(member.header(outcome.revision()))
                          .build());
        });
  }

  @Override
  public void leader(LeaderRequest request, StreamObserver<LeaderResponse> observer) {
    UnaryCall.answer(
        observer,
        Statuses::uncoded,
        () ->
            CallerKv.current(member, proposals)
                .range(CallerKv.oldest(CallerKv.prefixOf(request.getName())))
                .thenApply(this::leaderResponse));
  }

  private LeaderResponse leaderResponse(RangeResult found) {
    if (found.kvs().isEmpty()) {
      throw new RefusedException(EtcdError.ELECTION_NO_LEADER);
    }
    return LeaderResponse.newBuilder()
        .setHeader(member.header(found.revision()))
        .setKv(found.kvs().get(0))
        .build();
  }

  /** Tells the present leader, all that it says from then on, and each leader after it. */
  @Override
  public void observe(LeaderRequest request, StreamObserver<LeaderResponse> observer) {
    Observation.start(
        member,
        CallerKv.current(member, proposals),
        CallerKv.prefixOf(request.getName()),
        (ServerCallStreamObserver<LeaderResponse>) observer);
  }
}
