package io.cornerstone.server.apply;

import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.TxnRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The way through a transaction: which branch is taken on each level. All guards are evaluated
 * before anything is done, those of inner transactions too.
 *
 * @param succeeded whether the guard held
 * @param ops the operations of the branch that is taken
 * @param inner the plans of those operations that are transactions, in their order
 */
record TxnPlan(boolean succeeded, List<RequestOp> ops, List<TxnPlan> inner) {
  /** Does one operation; for a transaction with its plan. */
  interface Step {
    void plain(RequestOp op);

    void txn(TxnPlan plan);
  }

  static TxnPlan of(TxnRequest request, RangeReader reader) {
    final boolean succeeded = Compares.allHold(request.getCompareList(), reader);
    final List<RequestOp> ops = succeeded ? request.getSuccessList() : request.getFailureList();
    final List<TxnPlan> inner = new ArrayList<>();
    for (RequestOp op : ops) {
      if (op.hasRequestTxn()) {
        inner.add(of(op.getRequestTxn(), reader));
      }
    }
    return new TxnPlan(succeeded, ops, inner);
  }

  /** Goes through this level's operations in order. */
  void forEach(Step step) {
    final Iterator<TxnPlan> plans = inner.iterator();
    for (RequestOp op : ops) {
      if (op.hasRequestTxn()) {
        step.txn(plans.next());
      } else {
        step.plain(op);
      }
    }
  }
}
