package io.cornerstone.server.rpc;

import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.RequestOp.RequestCase;
import io.cornerstone.protocol.TxnRequest;
import java.util.function.Predicate;

/** Which way a txn takes: only one that reads and nothing else can do without consensus. */
final class TxnShape {
  private TxnShape() {}

  /** Whether both branches hold ranges alone. A nested txn does not count as one. */
  static boolean isReadOnly(TxnRequest txn) {
    return allOps(txn, op -> op.getRequestCase() == RequestCase.REQUEST_RANGE);
  }

  /** Whether every range of a read-only txn is content with what this member knows. */
  static boolean isSerializable(TxnRequest txn) {
    return allOps(txn, op -> op.getRequestRange().getSerializable());
  }

  private static boolean allOps(TxnRequest txn, Predicate<RequestOp> condition) {
    return txn.getSuccessList().stream().allMatch(condition)
        && txn.getFailureList().stream().allMatch(condition);
  }
}
