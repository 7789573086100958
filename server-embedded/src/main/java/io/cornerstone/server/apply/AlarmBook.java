package io.cornerstone.server.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cornerstone.protocol.AlarmMember;
import io.cornerstone.protocol.AlarmRequest;
import io.cornerstone.protocol.AlarmResponse;
import io.cornerstone.protocol.AlarmType;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.server.mvcc.Engine;
import java.util.ArrayList;
import java.util.List;

/**
 * The alarms of all members, kept in the engine's state, and what they forbid. An alarm stays until
 * it is disarmed. The apply thread writes, any reads.
 */
final class AlarmBook {
  private static final String BUCKET = "alarm";

  private final Engine engine;
  // Immutable, in order of kind and of unsigned id.
  private volatile List<AlarmMember> alarms;

  private AlarmBook(Engine engine) {
    this.engine = engine;
    this.alarms = stored(engine);
  }

  static AlarmBook open(Engine engine) {
    return new AlarmBook(engine);
  }

  private static List<AlarmMember> stored(Engine engine) {
    final List<AlarmMember> stored = new ArrayList<>();
    for (ByteString value : engine.state(BUCKET).values()) {
      try {
        stored.add(AlarmMember.parseFrom(value));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("an alarm in the store cannot be read", e);
      }
    }
    return List.copyOf(stored);
  }

  List<AlarmMember> alarms() {
    return alarms;
  }

  /** Lists alarms, or changes one and answers with it; with none if there was nothing to change. */
  AlarmResponse run(AlarmRequest request) {
    return switch (request.getAction()) {
      case GET -> AlarmResponse.newBuilder().addAllAlarms(list(request)).build();
      case ACTIVATE -> activate(named(request));
      case DEACTIVATE -> deactivate(named(request));
      case UNRECOGNIZED -> AlarmResponse.getDefaultInstance();
    };
  }

  private List<AlarmMember> list(AlarmRequest request) {
    final boolean isAll = request.getAlarm() == AlarmType.NONE;
    return alarms.stream()
        .filter(alarm -> isAll || alarm.getAlarmValue() == request.getAlarmValue())
        .toList();
  }

  private static AlarmMember named(AlarmRequest request) {
    return AlarmMember.newBuilder()
        .setMemberID(request.getMemberID())
        .setAlarmValue(request.getAlarmValue())
        .build();
  }

  private AlarmResponse activate(AlarmMember alarm) {
    engine.putState(BUCKET, key(alarm), alarm.toByteString());
    alarms = stored(engine);
    return AlarmResponse.newBuilder().addAlarms(alarm).build();
  }

  private AlarmResponse deactivate(AlarmMember alarm) {
    if (!alarms.contains(alarm)) {
      return AlarmResponse.getDefaultInstance();
    }
    engine.removeState(BUCKET, key(alarm));
    alarms = stored(engine);
    return AlarmResponse.newBuilder().addAlarms(alarm).build();
  }

  private static ByteString key(AlarmMember alarm) {
    return Ids.encode(alarm.getAlarmValue()).concat(Ids.encode(alarm.getMemberID()));
  }

  /**
   * Refuses a change of the keys or leases while a member's data is damaged.
   *
   * @throws RefusedException CORRUPT
   */
  void checkChange() {
    refuseWhile(AlarmType.CORRUPT, EtcdError.CORRUPT);
  }

  /**
   * Refuses what would make the store grow while a member is out of space, and every change while
   * data is damaged.
   *
   * @throws RefusedException CORRUPT or NO_SPACE
   */
  void checkGrowth() {
    checkChange();
    refuseWhile(AlarmType.NOSPACE, EtcdError.NO_SPACE);
  }

  /**
   * Checks a transaction; it may grow if there is a put in it, taken or not.
   *
   * @throws RefusedException CORRUPT or NO_SPACE
   */
  void checkTxn(TxnRequest request) {
    checkChange();
    if (!alarms.isEmpty() && hasPut(request)) {
      checkGrowth();
    }
  }

  private static boolean hasPut(TxnRequest request) {
    return request.getSuccessList().stream().anyMatch(AlarmBook::hasPut)
        || request.getFailureList().stream().anyMatch(AlarmBook::hasPut);
  }

  private static boolean hasPut(RequestOp op) {
    return op.hasRequestPut() || (op.hasRequestTxn() && hasPut(op.getRequestTxn()));
  }

  private void refuseWhile(AlarmType kind, EtcdError error) {
    for (AlarmMember alarm : alarms) {
      if (alarm.getAlarm() == kind) {
        throw new RefusedException(error);
      }
    }
  }
}
