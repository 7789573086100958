package io.cornerstone.server.rpc;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.LeaseGrantRequest;
import io.cornerstone.protocol.LeaseGrantResponse;
import io.cornerstone.protocol.LeaseGrpc;
import io.cornerstone.protocol.LeaseKeepAliveRequest;
import io.cornerstone.protocol.LeaseKeepAliveResponse;
import io.cornerstone.protocol.LeaseLeasesRequest;
import io.cornerstone.protocol.LeaseLeasesResponse;
import io.cornerstone.protocol.LeaseRevokeRequest;
import io.cornerstone.protocol.LeaseRevokeResponse;
import io.cornerstone.protocol.LeaseStatus;
import io.cornerstone.protocol.LeaseTimeToLiveRequest;
import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.lease.Lessor;
import io.cornerstone.server.member.MemberView;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;

/** Leases: grant, revoke, keep alive, time to live, list. */
final class LeaseService extends LeaseGrpc.LeaseImplBase {
  private final MemberView member;
  private final Proposals proposals;
  private final long ttlSecondsMin;

  LeaseService(MemberView member, Proposals proposals, Duration electionTimeout) {
    this.member = member;
    this.proposals = proposals;
    this.ttlSecondsMin = ttlSecondsMin(electionTimeout);
  }

  /**
   * A lease must outlive a change of leader: one and a half election timeouts, in whole seconds.
   */
  static long ttlSecondsMin(Duration electionTimeout) {
    return (electionTimeout.toMillis() * 3 + 1999) / 2000;
  }

  @Override
  public void leaseGrant(LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          KvValidation.refuseIf(
              request.getTTL() > Lessor.TTL_SECONDS_MAX, EtcdError.LEASE_TTL_TOO_LARGE);
          return proposals
              .propose(CommandKind.LEASE_GRANT, completed(request), Quota.LEASE_COST)
              .thenApply(
                  outcome ->
                      Proposals.response(outcome, LeaseGrantResponse.class).toBuilder()
                          .setHeader(member.header(outcome.revision()))
                          .build());
        });
  }

  /** Decides here what every member must do alike later. */
  private LeaseGrantRequest completed(LeaseGrantRequest request) {
    return request.toBuilder()
        .setID(request.getID() == 0 ? member.nextId() : request.getID())
        .setTTL(Math.max(request.getTTL(), ttlSecondsMin))
        .build();
  }

  @Override
  public void leaseRevoke(
      LeaseRevokeRequest request, StreamObserver<LeaseRevokeResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            proposals
                .propose(CommandKind.LEASE_REVOKE, request, 0)
                .thenApply(
                    outcome ->
                        LeaseRevokeResponse.newBuilder()
                            .setHeader(member.header(outcome.revision()))
                            .build()));
  }

  @Override
  public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(
      StreamObserver<LeaseKeepAliveResponse> observer) {
    return KeepAliveStream.open(
        member, (ServerCallStreamObserver<LeaseKeepAliveResponse>) observer);
  }

  @Override
  public void leaseTimeToLive(
      LeaseTimeToLiveRequest request, StreamObserver<LeaseTimeToLiveResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            member
                .timeToLive(request.getID(), request.getKeys())
                .thenApply(
                    found ->
                        found.toBuilder()
                            .setHeader(member.header(member.currentRevision()))
                            .build()));
  }

  @Override
  public void leaseLeases(
      LeaseLeasesRequest request, StreamObserver<LeaseLeasesResponse> observer) {
    UnaryCall.answer(observer, () -> member.leases().thenApply(this::leasesResponse));
  }

  private LeaseLeasesResponse leasesResponse(List<Long> ids) {
    LeaseLeasesResponse.Builder response =
        LeaseLeasesResponse.newBuilder().setHeader(member.header(member.currentRevision()));
    for (long id : ids) {
      response.addLeases(LeaseStatus.newBuilder().setID(id));
    }
    return response.build();
  }
}
