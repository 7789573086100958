package io.cornerstone.server.apply;

import static io.cornerstone.server.apply.Requests.compact;
import static io.cornerstone.server.apply.Requests.delete;
import static io.cornerstone.server.apply.Requests.grant;
import static io.cornerstone.server.apply.Requests.op;
import static io.cornerstone.server.apply.Requests.put;
import static io.cornerstone.server.apply.Requests.revoke;
import static io.cornerstone.server.apply.Requests.txn;
import static io.cornerstone.server.mvcc.Ranges.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.cornerstone.protocol.AlarmMember;
import io.cornerstone.protocol.AlarmRequest;
import io.cornerstone.protocol.AlarmRequest.AlarmAction;
import io.cornerstone.protocol.AlarmResponse;
import io.cornerstone.protocol.AlarmType;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.server.mvcc.HeapEngine;
import io.cornerstone.server.raft.LogPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AlarmTest {
  private HeapEngine engine = new HeapEngine();
  private Applier applier = Applier.open(engine);

  private Outcome apply(CommandKind kind, Message.Builder request) {
    final LogPosition next = new LogPosition(1, applier.applied().index() + 1);
    return applier.apply(next, Requests.command(kind, request));
  }

  private @Nullable EtcdError error(CommandKind kind, Message.Builder request) {
    return apply(kind, request).error();
  }

  private List<AlarmMember> alarm(AlarmAction action, long memberId, AlarmType kind) {
    final Outcome outcome =
        apply(
            CommandKind.ALARM,
            AlarmRequest.newBuilder().setAction(action).setMemberID(memberId).setAlarm(kind));
    assertThat(outcome.response()).isInstanceOf(AlarmResponse.class);
    return outcome.response() instanceof AlarmResponse response
        ? response.getAlarmsList()
        : List.of();
  }

  private static AlarmMember alarmOf(long memberId, AlarmType kind) {
    return AlarmMember.newBuilder().setMemberID(memberId).setAlarm(kind).build();
  }

  @Test
  void raisesListsAndDisarmsExactlyOne() {
    final AlarmMember space = alarmOf(-3, AlarmType.NOSPACE);
    final AlarmMember damage = alarmOf(2, AlarmType.CORRUPT);
    assertThat(alarm(AlarmAction.ACTIVATE, -3, AlarmType.NOSPACE)).containsExactly(space);
    assertThat(alarm(AlarmAction.ACTIVATE, -3, AlarmType.NOSPACE)).containsExactly(space);
    assertThat(alarm(AlarmAction.ACTIVATE, 2, AlarmType.CORRUPT)).containsExactly(damage);
    assertThat(alarm(AlarmAction.GET, 9, AlarmType.NONE)).containsExactly(space, damage);
    assertThat(alarm(AlarmAction.GET, 0, AlarmType.CORRUPT)).containsExactly(damage);
    assertThat(alarm(AlarmAction.DEACTIVATE, 0, AlarmType.NOSPACE)).isEmpty();
    assertThat(alarm(AlarmAction.DEACTIVATE, -3, AlarmType.NOSPACE)).containsExactly(space);
    assertThat(applier.alarms()).containsExactly(damage);
  }

  @Test
  void withoutSpaceNothingGrowsAndTheRestWorks() {
    apply(CommandKind.PUT, put("a", "1"));
    apply(CommandKind.LEASE_GRANT, grant(5, 60));
    alarm(AlarmAction.ACTIVATE, 1, AlarmType.NOSPACE);
    assertThat(error(CommandKind.PUT, put("a", "2"))).isEqualTo(EtcdError.NO_SPACE);
    assertThat(error(CommandKind.TXN, txn().addFailure(op(txn().addSuccess(op(put("a", "2")))))))
        .isEqualTo(EtcdError.NO_SPACE);
    assertThat(error(CommandKind.LEASE_GRANT, grant(6, 60))).isEqualTo(EtcdError.NO_SPACE);
    assertThat(applier.store().currentRevision()).isEqualTo(2);
    assertThat(error(CommandKind.TXN, txn().addSuccess(op(delete("a", ""))))).isNull();
    assertThat(error(CommandKind.DELETE_RANGE, delete("b", ""))).isNull();
    assertThat(error(CommandKind.LEASE_REVOKE, revoke(5))).isNull();
    assertThat(error(CommandKind.COMPACT, compact(3))).isNull();
    alarm(AlarmAction.DEACTIVATE, 1, AlarmType.NOSPACE);
    assertThat(error(CommandKind.PUT, put("a", "2"))).isNull();
  }

  @Test
  void withDamagedDataNothingChangesButReadsWork() {
    apply(CommandKind.PUT, put("a", "1"));
    apply(CommandKind.LEASE_GRANT, grant(5, 60));
    alarm(AlarmAction.ACTIVATE, 1, AlarmType.CORRUPT);
    assertThat(error(CommandKind.PUT, put("a", "2"))).isEqualTo(EtcdError.CORRUPT);
    assertThat(error(CommandKind.DELETE_RANGE, delete("a", ""))).isEqualTo(EtcdError.CORRUPT);
    assertThat(error(CommandKind.TXN, txn().addSuccess(op(delete("a", "")))))
        .isEqualTo(EtcdError.CORRUPT);
    assertThat(error(CommandKind.COMPACT, compact(2))).isEqualTo(EtcdError.CORRUPT);
    assertThat(error(CommandKind.LEASE_GRANT, grant(6, 60))).isEqualTo(EtcdError.CORRUPT);
    assertThat(error(CommandKind.LEASE_REVOKE, revoke(5))).isEqualTo(EtcdError.CORRUPT);
    assertThat(applier.store().range(key("a").build()).count()).isEqualTo(1);
  }

  @Test
  void alarmsOutliveARestart() {
    alarm(AlarmAction.ACTIVATE, 1, AlarmType.NOSPACE);
    applier.commit();
    engine = engine.reopen();
    applier = Applier.open(engine);
    assertThat(applier.alarms()).containsExactly(alarmOf(1, AlarmType.NOSPACE));
    assertThat(error(CommandKind.PUT, put("a", "1"))).isEqualTo(EtcdError.NO_SPACE);
  }
}
