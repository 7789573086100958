package io.cornerstone.server.apply;

import static io.cornerstone.server.apply.Requests.compact;
import static io.cornerstone.server.apply.Requests.compare;
import static io.cornerstone.server.apply.Requests.delete;
import static io.cornerstone.server.apply.Requests.exists;
import static io.cornerstone.server.apply.Requests.grant;
import static io.cornerstone.server.apply.Requests.op;
import static io.cornerstone.server.apply.Requests.put;
import static io.cornerstone.server.apply.Requests.txn;
import static io.cornerstone.server.mvcc.Ranges.bytes;
import static io.cornerstone.server.mvcc.Ranges.everything;
import static io.cornerstone.server.mvcc.Ranges.key;
import static io.cornerstone.server.mvcc.Ranges.range;
import static io.cornerstone.server.mvcc.Ranges.showEvents;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.cornerstone.protocol.Compare;
import io.cornerstone.protocol.Compare.CompareResult;
import io.cornerstone.protocol.Compare.CompareTarget;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.ResponseOp;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.protocol.TxnResponse;
import io.cornerstone.server.lease.Lessor;
import io.cornerstone.server.mvcc.HeapEngine;
import io.cornerstone.server.mvcc.Ranges;
import io.cornerstone.server.raft.LogPosition;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TxnTest {
  private static final RequestOp NO_MEMBER = RequestOp.getDefaultInstance();

  private final HeapEngine engine = new HeapEngine();
  private final Applier applier = Applier.open(engine);

  private Outcome apply(CommandKind kind, Message.Builder request) {
    final LogPosition position = new LogPosition(1, applier.applied().index() + 1);
    return applier.apply(position, Requests.command(kind, request));
  }

  private Outcome run(TxnRequest.Builder request) {
    return apply(CommandKind.TXN, request);
  }

  private void write(String key, String value) {
    assertThat(apply(CommandKind.PUT, put(key, value)).error()).isNull();
  }

  private void refused(EtcdError error, TxnRequest.Builder request) {
    final String before = state();
    final long revision = applier.store().currentRevision();
    assertThat(run(request)).isEqualTo(new Outcome(null, error, revision, List.of()));
    assertThat(state()).isEqualTo(before);
  }

  private String state() {
    return Ranges.show(applier.store().range(everything().build()).kvs());
  }

  private boolean holds(Compare.Builder compare) {
    return response(run(txn().addCompare(compare))).getSucceeded();
  }

  private static TxnResponse response(Outcome outcome) {
    return (TxnResponse) requireNonNull(outcome.response());
  }

  private static String show(Outcome outcome) {
    return show(response(outcome)) + " at " + outcome.revision();
  }

  private static String show(TxnResponse txn) {
    final List<String> ops = txn.getResponsesList().stream().map(TxnTest::show).toList();
    return (txn.getSucceeded() ? "yes" : "no") + ops;
  }

  private static String show(ResponseOp op) {
    return switch (op.getResponseCase()) {
      case RESPONSE_RANGE ->
          "range:%d %d %s"
              .formatted(
                  op.getResponseRange().getHeader().getRevision(),
                  op.getResponseRange().getCount(),
                  show(op.getResponseRange().getKvsList()));
      case RESPONSE_PUT -> "put:" + op.getResponsePut().getHeader().getRevision();
      case RESPONSE_DELETE_RANGE ->
          "delete:%d %d"
              .formatted(
                  op.getResponseDeleteRange().getHeader().getRevision(),
                  op.getResponseDeleteRange().getDeleted());
      case RESPONSE_TXN -> op.getResponseTxn().hasHeader() + ":" + show(op.getResponseTxn());
      case RESPONSE_NOT_SET -> "?";
    };
  }

  private static String show(List<KeyValue> kvs) {
    return Ranges.show(kvs);
  }

  @Test
  void anEmptyGuardHolds() {
    final Outcome outcome = run(txn());
    assertThat(outcome)
        .isEqualTo(
            new Outcome(TxnResponse.newBuilder().setSucceeded(true).build(), null, 1, List.of()));
  }

  @Test
  void allComparesMustHold() {
    write("a", "1");
    final TxnRequest.Builder both =
        txn()
            .addCompare(exists("a"))
            .addCompare(exists("b"))
            .addSuccess(op(put("a", "yes")))
            .addFailure(op(put("a", "no")));
    assertThat(show(run(both))).isEqualTo("no[put:3] at 3");
    write("b", "1");
    assertThat(show(run(both))).isEqualTo("yes[put:5] at 5");
  }

  @Test
  void comparesAllTargetsInAllWays() {
    apply(CommandKind.LEASE_GRANT, grant(7, 60));
    write("a", "0");
    write("k", "1");
    apply(CommandKind.PUT, put("k", "m").setLease(7)); // create 3, mod 4, version 2
    assertOrder(
        CompareTarget.VERSION, c -> c.setVersion(1), c -> c.setVersion(2), c -> c.setVersion(3));
    assertOrder(
        CompareTarget.CREATE,
        c -> c.setCreateRevision(2),
        c -> c.setCreateRevision(3),
        c -> c.setCreateRevision(4));
    assertOrder(
        CompareTarget.MOD,
        c -> c.setModRevision(3),
        c -> c.setModRevision(4),
        c -> c.setModRevision(5));
    assertOrder(
        CompareTarget.VALUE,
        c -> c.setValue(bytes("l")),
        c -> c.setValue(bytes("m")),
        c -> c.setValue(bytes("ma")));
    assertOrder(CompareTarget.LEASE, c -> c.setLease(6), c -> c.setLease(7), c -> c.setLease(8));
  }

  /** Sets the operand of a compare. */
  private interface Operand {
    Compare.Builder set(Compare.Builder compare);
  }

  private void assertOrder(CompareTarget target, Operand below, Operand equal, Operand above) {
    final List<Operand> operands = List.of(below, equal, above);
    for (int i = 0; i < 3; i++) {
      final Operand operand = operands.get(i);
      assertThat(holds(operand.set(compare("k", target, CompareResult.GREATER)))).isEqualTo(i == 0);
      assertThat(holds(operand.set(compare("k", target, CompareResult.EQUAL)))).isEqualTo(i == 1);
      assertThat(holds(operand.set(compare("k", target, CompareResult.NOT_EQUAL))))
          .isEqualTo(i != 1);
      assertThat(holds(operand.set(compare("k", target, CompareResult.LESS)))).isEqualTo(i == 2);
    }
  }

  @Test
  void valuesCompareAsUnsignedBytes() {
    write("k", "é"); // Its first byte is above 0x7f.
    assertThat(holds(compare("k", CompareTarget.VALUE, CompareResult.GREATER).setValue(bytes("z"))))
        .isTrue();
  }

  @Test
  void aMissingKeyHasNoNumbersAndNoValue() {
    for (CompareTarget target :
        List.of(
            CompareTarget.VERSION, CompareTarget.CREATE, CompareTarget.MOD, CompareTarget.LEASE)) {
      assertThat(holds(compare("x", target, CompareResult.EQUAL))).isTrue();
      assertThat(holds(compare("x", target, CompareResult.NOT_EQUAL))).isFalse();
    }
    for (CompareResult result :
        List.of(
            CompareResult.EQUAL,
            CompareResult.NOT_EQUAL,
            CompareResult.LESS,
            CompareResult.GREATER)) {
      assertThat(holds(compare("x", CompareTarget.VALUE, result).setValue(bytes("v")))).isFalse();
    }
  }

  @Test
  void anOperandOfAnotherTargetIsZero() {
    assertThat(holds(compare("x", CompareTarget.VERSION, CompareResult.EQUAL).setModRevision(9)))
        .isTrue();
    write("x", "");
    assertThat(holds(compare("x", CompareTarget.VALUE, CompareResult.EQUAL).setVersion(9)))
        .isTrue();
    assertThat(holds(compare("x", CompareTarget.VERSION, CompareResult.GREATER).setModRevision(9)))
        .isTrue();
  }

  @Test
  void unknownTargetsAreEqualAndUnknownRelationsHold() {
    write("x", "v");
    final Compare.Builder target = compare("x", CompareTarget.VERSION, CompareResult.EQUAL);
    assertThat(holds(target.setTargetValue(9).setVersion(5))).isTrue();
    final Compare.Builder result = compare("x", CompareTarget.VERSION, CompareResult.EQUAL);
    assertThat(holds(result.setResultValue(9).setVersion(5))).isTrue();
  }

  @Test
  void aCompareOfARangeMustHoldForEveryKey() {
    write("a", "1");
    write("b", "1");
    write("b", "2");
    final Compare.Builder once =
        compare("a", CompareTarget.VERSION, CompareResult.EQUAL).setVersion(1);
    assertThat(holds(once.clone().setRangeEnd(bytes("b")))).isTrue();
    assertThat(holds(once.clone().setRangeEnd(bytes("c")))).isFalse();
    final Compare.Builder none = compare("x", CompareTarget.VERSION, CompareResult.EQUAL);
    assertThat(holds(none.clone().setRangeEnd(bytes("z")))).isTrue();
    assertThat(holds(none.clone().setRangeEnd(bytes("a")))).isTrue();
    assertThat(
            holds(
                compare("x", CompareTarget.VALUE, CompareResult.NOT_EQUAL).setRangeEnd(bytes("z"))))
        .isFalse();
  }

  @Test
  void operationsRunInOrderAndSeeWhatWasWritten() {
    write("a", "1");
    final Outcome outcome =
        run(
            txn()
                .addSuccess(op(key("a")))
                .addSuccess(op(delete("x", "")))
                .addSuccess(op(put("b", "1")))
                .addSuccess(op(everything()))
                .addSuccess(op(delete("a", "")))
                .addSuccess(op(delete("x", "")))
                .addSuccess(op(everything().setRevision(2)))
                .addSuccess(op(range("a", "b"))));
    assertThat(show(outcome))
        .isEqualTo(
            "yes[range:2 1 a=1(2,2,1), delete:2 0, put:3, range:3 2 a=1(2,2,1) b=1(3,3,1),"
                + " delete:3 1, delete:3 0, range:3 1 a=1(2,2,1), range:3 0 ] at 3");
    assertThat(showEvents(outcome.events())).isEqualTo("PUT b=1(3,3,1), DELETE a=(0,3,0)");
  }

  @Test
  void previousVersionsComeWithTheOperations() {
    write("a", "1");
    write("b", "1");
    final TxnResponse response =
        response(
            run(
                txn()
                    .addSuccess(op(put("a", "2").setPrevKv(true)))
                    .addSuccess(op(delete("b", "").setPrevKv(true)))));
    assertThat(response.getResponses(0).getResponsePut().getPrevKv().getModRevision()).isEqualTo(2);
    assertThat(show(response.getResponses(1).getResponseDeleteRange().getPrevKvsList()))
        .isEqualTo("b=1(3,3,1)");
  }

  @Test
  void aTransactionThatChangesNothingUsesNoRevision() {
    write("a", "1");
    final Outcome outcome = run(txn().addSuccess(op(delete("x", "z"))).addSuccess(op(key("a"))));
    assertThat(show(outcome)).isEqualTo("yes[delete:2 0, range:2 1 a=1(2,2,1)] at 2");
    assertThat(outcome.events()).isEmpty();
  }

  @Test
  void guardsOfAllLevelsSeeTheStateBefore() {
    final TxnRequest.Builder inner =
        txn()
            .addCompare(exists("a"))
            .addSuccess(op(put("b", "a was there")))
            .addFailure(op(put("b", "a was missing")));
    final Outcome outcome =
        run(
            txn()
                .addSuccess(op(put("a", "1")))
                .addSuccess(op(inner))
                .addSuccess(op(txn().addSuccess(op(key("b"))))));
    assertThat(show(outcome))
        .isEqualTo("yes[put:2, true:no[put:2], true:yes[range:2 1 b=a was missing(2,2,1)]] at 2");
    final TxnResponse nested = response(outcome).getResponses(1).getResponseTxn();
    assertThat(nested.getHeader().getSerializedSize()).isZero();
    assertThat(response(outcome).hasHeader()).isFalse();
  }

  @Test
  void aFailureInAnyLevelOfTheChosenPathChangesNothing() {
    write("a", "1");
    apply(CommandKind.COMPACT, compact(2));
    write("a", "2");
    refused(EtcdError.FUTURE_REV, writeThen(op(key("a").setRevision(4))));
    refused(EtcdError.COMPACTED, writeThen(op(key("a").setRevision(1))));
    refused(EtcdError.INVALID_SORT_OPTION, writeThen(op(key("a").setSortOrderValue(8))));
    refused(EtcdError.LEASE_NOT_FOUND, writeThen(op(put("b", "1").setLease(5))));
    refused(EtcdError.KEY_NOT_FOUND, writeThen(op(put("b", "").setIgnoreValue(true))));
    refused(EtcdError.KEY_NOT_FOUND, writeThen(op(put("b", "1").setIgnoreLease(true))));
    refused(EtcdError.KEY_NOT_FOUND, writeThen(NO_MEMBER));
  }

  private static TxnRequest.Builder writeThen(RequestOp failing) {
    return txn().addSuccess(op(put("w", "1"))).addSuccess(op(txn().addSuccess(failing)));
  }

  @Test
  void theOtherBranchIsNotChecked() {
    final Outcome outcome =
        run(
            txn()
                .addFailure(op(put("b", "1").setLease(5)))
                .addFailure(op(key("b").setRevision(99)))
                .addSuccess(op(put("a", "1"))));
    assertThat(show(outcome)).isEqualTo("yes[put:2] at 2");
  }

  @Test
  void aPutMayNotKeepWhatTheTransactionDeletes() {
    write("k", "1");
    refused(
        EtcdError.KEY_NOT_FOUND,
        txn()
            .addSuccess(op(delete("a", "\0")))
            .addSuccess(op(txn().addSuccess(op(put("k", "").setIgnoreValue(true))))));
    final Outcome outcome =
        run(
            txn()
                .addSuccess(op(put("k", "").setIgnoreValue(true)))
                .addSuccess(op(delete("a", "\0"))));
    assertThat(showEvents(outcome.events())).isEqualTo("PUT k=1(2,3,2), DELETE k=(0,3,0)");
    assertThat(state()).isEmpty();
  }

  @Test
  void leasesFollowTheCommittedChanges() {
    apply(CommandKind.LEASE_GRANT, grant(5, 60));
    apply(CommandKind.LEASE_GRANT, grant(6, 60));
    final PutRequest.Builder leased = put("a", "1").setLease(5);
    run(
        txn()
            .addSuccess(op(leased))
            .addSuccess(op(put("b", "1").setLease(5)))
            .addSuccess(op(put("c", "1").setLease(6))));
    run(txn().addSuccess(op(put("a", "2").setLease(6))).addSuccess(op(delete("b", ""))));
    refused(EtcdError.KEY_NOT_FOUND, txn().addSuccess(op(delete("c", ""))).addSuccess(NO_MEMBER));
    final Lessor lessor = applier.lessor();
    lessor.promote(0, 0);
    assertThat(lessor.timeToLive(5, true, 0).keys()).isEmpty();
    assertThat(lessor.timeToLive(6, true, 0).keys()).containsExactly(bytes("a"), bytes("c"));
  }

  @Test
  void aReadTransactionReadsAtOneRevision() {
    write("a", "1");
    write("b", "1");
    final TxnRequest.Builder request =
        txn()
            .addCompare(exists("a"))
            .addSuccess(op(key("a")))
            .addSuccess(op(everything().setRevision(2)))
            .addFailure(op(key("b")));
    final Outcome outcome = applier.readTxn(request.build());
    assertThat(show(outcome)).isEqualTo("yes[range:3 1 a=1(2,2,1), range:3 1 a=1(2,2,1)] at 3");
    assertThat(
            show(applier.readTxn(txn().addCompare(exists("x")).addFailure(op(key("b"))).build())))
        .isEqualTo("no[range:3 1 b=1(3,3,1)] at 3");
  }

  @Test
  void aReadTransactionThatACompactionOvertakesBeginsAgain() {
    write("a", "1");
    final TxnRequest request = txn().addSuccess(op(key("a"))).addSuccess(op(key("b"))).build();
    engine.beforeNextRead(
        () -> {
          run(txn().addSuccess(op(put("a", "2"))).addSuccess(op(put("b", "2"))));
          apply(CommandKind.COMPACT, compact(3));
        });
    assertThat(show(applier.readTxn(request)))
        .isEqualTo("yes[range:3 1 a=2(2,3,2), range:3 1 b=2(3,3,1)] at 3");
  }

  @Test
  void aReadTransactionIsRefusedLikeARead() {
    write("a", "1");
    write("a", "2");
    apply(CommandKind.COMPACT, compact(3));
    assertThat(applier.readTxn(txn().addSuccess(op(key("a").setRevision(2))).build()))
        .isEqualTo(new Outcome(null, EtcdError.COMPACTED, 3, List.of()));
    assertThat(applier.readTxn(txn().addSuccess(op(key("a").setRevision(4))).build()))
        .isEqualTo(new Outcome(null, EtcdError.FUTURE_REV, 3, List.of()));
    assertThat(applier.readTxn(txn().addSuccess(NO_MEMBER).build()).error())
        .isEqualTo(EtcdError.KEY_NOT_FOUND);
    assertThatThrownBy(() -> applier.readTxn(txn().addSuccess(op(put("a", "1"))).build()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
