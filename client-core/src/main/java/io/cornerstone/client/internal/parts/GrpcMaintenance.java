package io.cornerstone.client.internal.parts;

import io.cornerstone.client.EtcdException;
import io.cornerstone.client.internal.transport.CallSpec;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.internal.wire.MaintenanceWire;
import io.cornerstone.client.maintenance.Alarm;
import io.cornerstone.client.maintenance.AlarmsResult;
import io.cornerstone.client.maintenance.DowngradeResult;
import io.cornerstone.client.maintenance.HashResult;
import io.cornerstone.client.maintenance.Maintenance;
import io.cornerstone.client.maintenance.MaintenanceResult;
import io.cornerstone.client.maintenance.SnapshotResult;
import io.cornerstone.client.maintenance.StatusResult;
import io.cornerstone.protocol.AlarmRequest;
import io.cornerstone.protocol.AlarmResponse;
import io.cornerstone.protocol.DefragmentRequest;
import io.cornerstone.protocol.DefragmentResponse;
import io.cornerstone.protocol.DowngradeRequest;
import io.cornerstone.protocol.DowngradeRequest.DowngradeAction;
import io.cornerstone.protocol.DowngradeResponse;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.HashKVRequest;
import io.cornerstone.protocol.HashKVResponse;
import io.cornerstone.protocol.HashRequest;
import io.cornerstone.protocol.HashResponse;
import io.cornerstone.protocol.MaintenanceGrpc;
import io.cornerstone.protocol.MoveLeaderRequest;
import io.cornerstone.protocol.MoveLeaderResponse;
import io.cornerstone.protocol.StatusRequest;
import io.cornerstone.protocol.StatusResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@link Maintenance} over gRPC. */
public record GrpcMaintenance(Transport transport, Duration timeout) implements Maintenance {
  private static final CallSpec<StatusRequest, StatusResponse, StatusResult> STATUS =
      CallSpec.read(MaintenanceGrpc.getStatusMethod(), MaintenanceWire::status);
  private static final CallSpec<AlarmRequest, AlarmResponse, AlarmsResult> ALARMS =
      CallSpec.read(MaintenanceGrpc.getAlarmMethod(), MaintenanceWire::alarms);
  private static final CallSpec<AlarmRequest, AlarmResponse, AlarmsResult> CHANGE_ALARM =
      CallSpec.write(MaintenanceGrpc.getAlarmMethod(), MaintenanceWire::alarms);
  private static final CallSpec<DefragmentRequest, DefragmentResponse, MaintenanceResult>
      DEFRAGMENT =
          CallSpec.write(
              MaintenanceGrpc.getDefragmentMethod(), a -> MaintenanceWire.done(a.getHeader()));
  private static final CallSpec<HashRequest, HashResponse, HashResult> HASH =
      CallSpec.read(MaintenanceGrpc.getHashMethod(), MaintenanceWire::hash);
  private static final CallSpec<HashKVRequest, HashKVResponse, HashResult> HASH_KV =
      CallSpec.read(MaintenanceGrpc.getHashKVMethod(), MaintenanceWire::hash);
  private static final CallSpec<MoveLeaderRequest, MoveLeaderResponse, MaintenanceResult>
      MOVE_LEADER =
          CallSpec.write(
              MaintenanceGrpc.getMoveLeaderMethod(), a -> MaintenanceWire.done(a.getHeader()));
  private static final CallSpec<DowngradeRequest, DowngradeResponse, DowngradeResult> VALIDATE =
      CallSpec.read(MaintenanceGrpc.getDowngradeMethod(), MaintenanceWire::downgrade);
  private static final CallSpec<DowngradeRequest, DowngradeResponse, DowngradeResult> DOWNGRADE =
      CallSpec.write(MaintenanceGrpc.getDowngradeMethod(), MaintenanceWire::downgrade);

  @Override
  public CompletableFuture<StatusResult> status() {
    return transport.call(STATUS, StatusRequest.getDefaultInstance(), timeout);
  }

  @Override
  public CompletableFuture<StatusResult> status(String endpoint) {
    return transport.callAt(endpoint, STATUS, StatusRequest.getDefaultInstance(), timeout);
  }

  @Override
  public CompletableFuture<AlarmsResult> alarms() {
    return transport.call(ALARMS, AlarmRequest.getDefaultInstance(), timeout);
  }

  @Override
  public CompletableFuture<AlarmsResult> raise(Alarm alarm) {
    AlarmRequest request = MaintenanceWire.alarm(AlarmRequest.AlarmAction.ACTIVATE, alarm);
    return transport.call(CHANGE_ALARM, request, timeout);
  }

  @Override
  public CompletableFuture<AlarmsResult> disarm(Alarm alarm) {
    AlarmRequest request = MaintenanceWire.alarm(AlarmRequest.AlarmAction.DEACTIVATE, alarm);
    return transport.call(CHANGE_ALARM, request, timeout);
  }

  @Override
  public CompletableFuture<MaintenanceResult> defragment(String endpoint) {
    return transport.callAt(endpoint, DEFRAGMENT, DefragmentRequest.getDefaultInstance(), timeout);
  }

  @Override
  public CompletableFuture<HashResult> hash(String endpoint) {
    return transport.callAt(endpoint, HASH, HashRequest.getDefaultInstance(), timeout);
  }

  @Override
  public CompletableFuture<HashResult> hashKv(String endpoint, long revision) {
    HashKVRequest request = HashKVRequest.newBuilder().setRevision(revision).build();
    return transport.callAt(endpoint, HASH_KV, request, timeout);
  }

  @Override
  public CompletableFuture<MaintenanceResult> moveLeader(long memberId) {
    MoveLeaderRequest request = MoveLeaderRequest.newBuilder().setTargetID(memberId).build();
    return leader(transport.config().endpoints())
        .thenCompose(endpoint -> transport.callAt(endpoint, MOVE_LEADER, request, timeout));
  }

  /** The first of the endpoints whose member leads; one that does not answer is passed over. */
  private CompletableFuture<String> leader(List<String> endpoints) {
    if (endpoints.isEmpty()) {
      EtcdError none = EtcdError.NOT_LEADER;
      return CompletableFuture.failedFuture(
          new EtcdException(none.wireCode(), none, none.message() + " (at any endpoint)"));
    }
    String first = endpoints.get(0);
    return status(first)
        .handle((status, failure) -> status != null && status.isLeader())
        .thenCompose(
            leads ->
                leads
                    ? CompletableFuture.completedFuture(first)
                    : leader(endpoints.subList(1, endpoints.size())));
  }

  @Override
  public CompletableFuture<SnapshotResult> snapshot(Path file) {
    return SnapshotFile.save(transport, null, file, timeout);
  }

  @Override
  public CompletableFuture<SnapshotResult> snapshot(String endpoint, Path file) {
    return SnapshotFile.save(transport, endpoint, file, timeout);
  }

  @Override
  public CompletableFuture<DowngradeResult> downgradeValidate(String version) {
    return transport.call(VALIDATE, downgrade(DowngradeAction.VALIDATE, version), timeout);
  }

  @Override
  public CompletableFuture<DowngradeResult> downgradeEnable(String version) {
    return transport.call(DOWNGRADE, downgrade(DowngradeAction.ENABLE, version), timeout);
  }

  @Override
  public CompletableFuture<DowngradeResult> downgradeCancel() {
    return transport.call(DOWNGRADE, downgrade(DowngradeAction.CANCEL, ""), timeout);
  }

  @Override
  public Maintenance withTimeout(Duration timeout) {
    return new GrpcMaintenance(transport, timeout);
  }

  private static DowngradeRequest downgrade(DowngradeAction action, String version) {
    return DowngradeRequest.newBuilder().setAction(action).setVersion(version).build();
  }
}
