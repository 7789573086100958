package io.cornerstone.server.rpc;

import io.cornerstone.protocol.AlarmMember;
import io.cornerstone.protocol.AlarmRequest;
import io.cornerstone.protocol.AlarmResponse;
import io.cornerstone.protocol.DefragmentRequest;
import io.cornerstone.protocol.DefragmentResponse;
import io.cornerstone.protocol.DowngradeInfo;
import io.cornerstone.protocol.DowngradeRequest;
import io.cornerstone.protocol.DowngradeResponse;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.HashKVRequest;
import io.cornerstone.protocol.HashKVResponse;
import io.cornerstone.protocol.HashRequest;
import io.cornerstone.protocol.HashResponse;
import io.cornerstone.protocol.MaintenanceGrpc;
import io.cornerstone.protocol.MoveLeaderRequest;
import io.cornerstone.protocol.MoveLeaderResponse;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.SnapshotRequest;
import io.cornerstone.protocol.SnapshotResponse;
import io.cornerstone.protocol.StatusRequest;
import io.cornerstone.protocol.StatusResponse;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.KvHash;
import io.cornerstone.server.raft.RaftStatus;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/** Care of one member. */
final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {
  private static final Pattern DOWNGRADE_TARGET = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?");

  private final MemberView member;
  private final Proposals proposals;

  MaintenanceService(MemberView member, Proposals proposals) {
    this.member = member;
    this.proposals = proposals;
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
    UnaryCall.answer(observer, () -> CompletableFuture.completedFuture(status()));
  }

  private StatusResponse status() {
    RaftStatus raft = member.raftStatus();
    StatusResponse.Builder response =
        StatusResponse.newBuilder()
            .setHeader(member.header(member.currentRevision()))
            .setVersion(ServerVersion.SERVER)
            .setStorageVersion(ServerVersion.STORAGE)
            .setLeader(raft.leader())
            .setRaftTerm(raft.term())
            .setRaftIndex(raft.commitIndex())
            .setRaftAppliedIndex(member.appliedIndex())
            .setDbSize(member.storeBytes())
            .setDbSizeInUse(member.storeBytesInUse())
            .setDbSizeQuota(Math.max(0, member.limits().quotaBytes()))
            .setDowngradeInfo(DowngradeInfo.getDefaultInstance())
            .setIsLearner(isLearner(raft.memberId()));
    if (raft.leader() == 0) {
      response.addErrors(EtcdError.NO_LEADER.message());
    }
    for (AlarmMember alarm : member.alarms()) {
      response.addErrors(
          "memberID:%s alarm:%s "
              .formatted(Long.toUnsignedString(alarm.getMemberID()), alarm.getAlarm()));
    }
    return response.build();
  }

  /** All actions go through the log, listing too. */
  @Override
  public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            proposals
                .propose(CommandKind.ALARM, request, 0)
                .thenApply(
                    outcome ->
                        Proposals.response(outcome, AlarmResponse.class).toBuilder()
                            .setHeader(member.header(outcome.revision()))
                            .build()));
  }

  /** As {@link #hashKV}: what a hash covers beside the keys would differ between members. */
  @Override
  public void hash(HashRequest request, StreamObserver<HashResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            member
                .hash(0)
                .thenApply(
                    hash ->
                        HashResponse.newBuilder()
                            .setHeader(member.header(member.currentRevision()))
                            .setHash(hash.hash())
                            .build()));
  }

  @Override
  public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> observer) {
    UnaryCall.answer(
        observer, () -> member.hash(request.getRevision()).thenApply(this::hashResponse));
  }

  private HashKVResponse hashResponse(KvHash hash) {
    return HashKVResponse.newBuilder()
        .setHeader(member.header(member.currentRevision()))
        .setHash(hash.hash())
        .setCompactRevision(hash.compactRevision())
        .setHashRevision(hash.revision())
        .build();
  }

  /** Of this member alone. The response has no header, as etcd's has none. */
  @Override
  public void defragment(DefragmentRequest request, StreamObserver<DefragmentResponse> observer) {
    UnaryCall.answer(
        observer,
        MaintenanceService::defragmentStatus,
        () -> member.defragment().thenApply(done -> DefragmentResponse.getDefaultInstance()));
  }

  private static Status defragmentStatus(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof Engine.RewriteFailedException rewrite
        ? Status.UNKNOWN.withDescription(rewrite.getMessage())
        : Statuses.of(failure);
  }

  /** The file is made from a view of the moment; writes go on meanwhile. Learners answer too. */
  @Override
  public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> observer) {
    SnapshotStream.open(member, (ServerCallStreamObserver<SnapshotResponse>) observer);
  }

  private boolean isLearner(long memberId) {
    return member.members().stream()
        .anyMatch(other -> other.getID() == memberId && other.getIsLearner());
  }

  @Override
  public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            member
                .changes()
                .moveLeader(request.getTargetID())
                .thenApply(done -> MoveLeaderResponse.getDefaultInstance())); // No header, as etcd.
  }

  /**
   * Every release of this server writes the data of one version, so there is none to go back to: a
   * target is refused as one that cannot be reached. To cancel what never began is fine, as with
   * etcd.
   */
  @Override
  public void downgrade(DowngradeRequest request, StreamObserver<DowngradeResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          switch (request.getAction()) {
            case VALIDATE, ENABLE -> throw new RefusedException(downgradeError(request));
            case CANCEL -> {}
            case UNRECOGNIZED -> throw new RefusedException(EtcdError.UNKNOWN_METHOD);
          }
          return CompletableFuture.completedFuture(
              DowngradeResponse.newBuilder()
                  .setHeader(member.header(member.currentRevision()))
                  .setVersion(ServerVersion.CLUSTER)
                  .build());
        });
  }

  private static EtcdError downgradeError(DowngradeRequest request) {
    return DOWNGRADE_TARGET.matcher(request.getVersion()).matches()
        ? EtcdError.INVALID_DOWNGRADE_TARGET_VERSION
        : EtcdError.WRONG_DOWNGRADE_VERSION_FORMAT;
  }
}
