package io.cornerstone.client.internal.wire;

import io.cornerstone.client.maintenance.Alarm;
import io.cornerstone.client.maintenance.AlarmsResult;
import io.cornerstone.client.maintenance.DowngradeResult;
import io.cornerstone.client.maintenance.HashResult;
import io.cornerstone.client.maintenance.MaintenanceResult;
import io.cornerstone.client.maintenance.StatusResult;
import io.cornerstone.protocol.AlarmMember;
import io.cornerstone.protocol.AlarmRequest;
import io.cornerstone.protocol.AlarmResponse;
import io.cornerstone.protocol.AlarmType;
import io.cornerstone.protocol.DowngradeResponse;
import io.cornerstone.protocol.HashKVResponse;
import io.cornerstone.protocol.HashResponse;
import io.cornerstone.protocol.ResponseHeader;
import io.cornerstone.protocol.StatusResponse;
import java.util.List;

/** Status, alarms and the like. */
public final class MaintenanceWire {
  private MaintenanceWire() {}

  public static StatusResult status(StatusResponse answer) {
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

  public static AlarmRequest alarm(AlarmRequest.AlarmAction action, Alarm alarm) {
    return AlarmRequest.newBuilder()
        .setAction(action)
        .setMemberID(alarm.memberId())
        .setAlarm(type(alarm.kind()))
        .build();
  }

  public static AlarmsResult alarms(AlarmResponse answer) {
    return new AlarmsResult(
        KvWire.header(answer.getHeader()),
        answer.getAlarmsList().stream().map(MaintenanceWire::alarm).toList());
  }

  public static HashResult hash(HashResponse answer) {
    return new HashResult(
        KvWire.header(answer.getHeader()), Integer.toUnsignedLong(answer.getHash()), 0, 0);
  }

  public static HashResult hash(HashKVResponse answer) {
    return new HashResult(
        KvWire.header(answer.getHeader()),
        Integer.toUnsignedLong(answer.getHash()),
        answer.getCompactRevision(),
        answer.getHashRevision());
  }

  public static DowngradeResult downgrade(DowngradeResponse answer) {
    return new DowngradeResult(KvWire.header(answer.getHeader()), answer.getVersion());
  }

  public static MaintenanceResult done(ResponseHeader header) {
    return new MaintenanceResult(KvWire.header(header));
  }

  private static Alarm alarm(AlarmMember raised) {
    Alarm.Kind kind =
        switch (raised.getAlarm()) {
          case NOSPACE -> Alarm.Kind.NO_SPACE;
          case CORRUPT -> Alarm.Kind.CORRUPT;
          case NONE, UNRECOGNIZED -> Alarm.Kind.OTHER;
        };
    return new Alarm(raised.getMemberID(), kind);
  }

  private static AlarmType type(Alarm.Kind kind) {
    return switch (kind) {
      case NO_SPACE -> AlarmType.NOSPACE;
      case CORRUPT -> AlarmType.CORRUPT;
      case OTHER -> throw new IllegalArgumentException("this client does not know the alarm");
    };
  }
}
