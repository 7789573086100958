package io.cornerstone.server.rpc;

import io.cornerstone.protocol.DowngradeInfo;
import io.cornerstone.protocol.DowngradeRequest;
import io.cornerstone.protocol.DowngradeResponse;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.MaintenanceGrpc;
import io.cornerstone.protocol.MoveLeaderRequest;
import io.cornerstone.protocol.MoveLeaderResponse;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.StatusRequest;
import io.cornerstone.protocol.StatusResponse;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.raft.RaftStatus;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** Care of one member. */
final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {
  private static final Pattern DOWNGRADE_TARGET = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?");

  private final MemberView member;

  MaintenanceService(MemberView member) {
    this.member = member;
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
    return response.build();
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
                  .setVersion(ServerVersion.STORAGE)
                  .build());
        });
  }

  private static EtcdError downgradeError(DowngradeRequest request) {
    return DOWNGRADE_TARGET.matcher(request.getVersion()).matches()
        ? EtcdError.INVALID_DOWNGRADE_TARGET_VERSION
        : EtcdError.WRONG_DOWNGRADE_VERSION_FORMAT;
  }
}
