package io.cornerstone.client.internal.parts;

import io.cornerstone.client.internal.transport.CallSpec;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.internal.wire.KvWire;
import io.cornerstone.client.maintenance.Maintenance;
import io.cornerstone.client.maintenance.StatusResult;
import io.cornerstone.protocol.MaintenanceGrpc;
import io.cornerstone.protocol.StatusRequest;
import io.cornerstone.protocol.StatusResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@link Maintenance} over gRPC. */
public record GrpcMaintenance(Transport transport, Duration timeout) implements Maintenance {
  private static final CallSpec<StatusRequest, StatusResponse, StatusResult> STATUS =
      CallSpec.read(MaintenanceGrpc.getStatusMethod(), GrpcMaintenance::result);

  @Override
  public CompletableFuture<StatusResult> status() {
    return transport.call(STATUS, StatusRequest.getDefaultInstance(), timeout);
  }

  @Override
  public CompletableFuture<StatusResult> status(String endpoint) {
    return transport.callAt(endpoint, STATUS, StatusRequest.getDefaultInstance(), timeout);
  }

  @Override
  public Maintenance withTimeout(Duration timeout) {
    return new GrpcMaintenance(transport, timeout);
  }

  private static StatusResult result(StatusResponse answer) {
    return new StatusResult(
        KvWire.header(answer.getHeader()),
        answer.getVersion(),
        answer.getLeader(),
        answer.getIsLearner(),
        new StatusResult.RaftProgress(
            answer.getRaftTerm(), answer.getRaftIndex(), answer.getRaftAppliedIndex()),
        new StatusResult.Storage(
            answer.getDbSize(),
            answer.getDbSizeInUse(),
            answer.getDbSizeQuota(),
            answer.getStorageVersion()),
        List.copyOf(answer.getErrorsList()));
  }
}
