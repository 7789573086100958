package io.cornerstone.server.rpc;

import static io.cornerstone.server.rpc.RpcFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cornerstone.protocol.Compare;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.TxnRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cases about nested txns were tried on a running etcd too. */
class TxnValidationTest {
  private static RequestOp put(String key) {
    return RequestOp.newBuilder().setRequestPut(PutRequest.newBuilder().setKey(bytes(key))).build();
  }

  private static RequestOp delete(String key, String end) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(
            DeleteRangeRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end)))
        .build();
  }

  private static RequestOp nested(List<RequestOp> then, List<RequestOp> otherwise) {
    return RequestOp.newBuilder()
        .setRequestTxn(TxnRequest.newBuilder().addAllSuccess(then).addAllFailure(otherwise))
        .build();
  }

  private static TxnRequest txn(RequestOp... ops) {
    return TxnRequest.newBuilder().addAllSuccess(Arrays.asList(ops)).build();
  }

  private static void accepts(TxnRequest txn) {
    assertThatCode(() -> TxnValidation.check(txn, 4)).doesNotThrowAnyException();
  }

  private static void refuses(EtcdError error, TxnRequest txn) {
    RefusedException refusal =
        catchThrowableOfType(RefusedException.class, () -> TxnValidation.check(txn, 4));
    assertThat(refusal).as("refused with %s: %s", error, txn).isNotNull();
    assertThat(refusal.error()).isEqualTo(error);
  }

  private static void refusesDuplicate(RequestOp... ops) {
    refuses(EtcdError.DUPLICATE_KEY, txn(ops));
    refuses(
        EtcdError.DUPLICATE_KEY, TxnRequest.newBuilder().addAllFailure(Arrays.asList(ops)).build());
  }

  @Test
  void countsOperationsOfNestedTxnsAgainstWhatIsLeft() {
    accepts(txn(put("a"), put("b"), put("c"), put("d")));
    refuses(EtcdError.TOO_MANY_OPS, txn(put("a"), put("b"), put("c"), put("d"), put("e")));
    TxnRequest manyCompares =
        TxnRequest.newBuilder()
            .addAllCompare(Collections.nCopies(5, Compare.newBuilder().setKey(bytes("a")).build()))
            .build();
    refuses(EtcdError.TOO_MANY_OPS, manyCompares);
    accepts(txn(put("a"), nested(List.of(put("b"), put("c")), List.of())));
    refuses(
        EtcdError.TOO_MANY_OPS,
        txn(put("a"), nested(List.of(), List.of(put("b"), put("c"), put("d")))));
    RequestOp deep =
        nested(List.of(nested(List.of(nested(List.of(), List.of())), List.of())), List.of());
    accepts(txn(deep));
    refuses(EtcdError.TOO_MANY_OPS, txn(nested(List.of(deep, put("x")), List.of())));
  }

  @Test
  void checksEveryOperation() {
    refuses(EtcdError.EMPTY_KEY, txn(put("")));
    refuses(EtcdError.EMPTY_KEY, txn(delete("", "")));
    refuses(EtcdError.EMPTY_KEY, txn(nested(List.of(), List.of(put("")))));
    refuses(
        EtcdError.EMPTY_KEY,
        TxnRequest.newBuilder().addCompare(Compare.getDefaultInstance()).build());
    refuses(EtcdError.KEY_NOT_FOUND, txn(RequestOp.getDefaultInstance()));
    refuses(
        EtcdError.INVALID_SORT_OPTION,
        txn(
            RequestOp.newBuilder()
                .setRequestRange(RangeRequest.newBuilder().setKey(bytes("a")).setSortTargetValue(9))
                .build()));
  }

  @Test
  void refusesASecondChangeOfAKey() {
    refusesDuplicate(put("a"), put("a"));
    refusesDuplicate(put("a"), delete("a", ""));
    refusesDuplicate(delete("a", "c"), put("b"));
    accepts(txn(delete("a", "c"), put("c")));
    accepts(txn(delete("a", "c"), delete("b", "d")));
    accepts(TxnRequest.newBuilder().addSuccess(put("a")).addFailure(put("a")).build());
  }

  @Test
  void looksIntoNestedTxns() {
    refusesDuplicate(put("a"), nested(List.of(put("a")), List.of()));
    refusesDuplicate(nested(List.of(), List.of(put("a"))), put("a"));
    refusesDuplicate(put("a"), nested(List.of(delete("a", "")), List.of()));
    refusesDuplicate(delete("a", "b"), nested(List.of(put("a")), List.of()));
    refusesDuplicate(nested(List.of(), List.of(put("a"))), nested(List.of(put("a")), List.of()));
    refusesDuplicate(
        nested(List.of(delete("a", "")), List.of()), nested(List.of(put("a")), List.of()));
    accepts(txn(nested(List.of(put("a")), List.of(put("a")))));
    accepts(txn(nested(List.of(put("a")), List.of(delete("a", "")))));
  }

  @Test
  void overlooksWhatEtcdOverlooks() {
    accepts(txn(put("k"), delete("k", "\0")));
    accepts(txn(nested(List.of(put("a")), List.of()), nested(List.of(delete("a", "")), List.of())));
  }
}
