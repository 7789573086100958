package io.cornerstone.server.apply;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.server.lease.Lessor;
import io.cornerstone.server.mvcc.KeyRange;
import io.cornerstone.server.mvcc.MvccStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses a transaction before its first write if one of its operations would be refused: there is
 * no way back later. All puts are checked before the first range, as etcd does: which error a
 * client sees follows from that.
 */
final class TxnCheck implements TxnPlan.Step {
  private final MvccStore store;
  private final Lessor lessor;
  // What the operations before the current one delete.
  private final List<KeyRange> deleted = new ArrayList<>();

  private TxnCheck(MvccStore store, Lessor lessor) {
    this.store = store;
    this.lessor = lessor;
  }

  static void check(TxnPlan plan, MvccStore store, Lessor lessor) {
    plan.forEach(new TxnCheck(store, lessor));
    plan.forEach(new RangeCheck(store));
  }

  /** Checks the ranges in their order, each inner transaction's at its place. */
  private record RangeCheck(MvccStore store) implements TxnPlan.Step {
    @Override
    public void plain(RequestOp op) {
      if (op.hasRequestRange()) {
        store.checkRange(op.getRequestRange());
      }
    }

    @Override
    public void txn(TxnPlan plan) {
      plan.forEach(this);
    }
  }

  @Override
  public void txn(TxnPlan plan) {
    plan.forEach(this);
  }

  @Override
  public void plain(RequestOp op) {
    switch (op.getRequestCase()) {
      case REQUEST_RANGE -> {} // Later.
      case REQUEST_PUT -> checkPut(op.getRequestPut());
      case REQUEST_DELETE_RANGE -> noteDeletion(op.getRequestDeleteRange());
      case REQUEST_TXN -> throw new IllegalStateException("has a plan of its own");
      case REQUEST_NOT_SET -> throw new RefusedException(EtcdError.KEY_NOT_FOUND);
    }
  }

  private void checkPut(PutRequest put) {
    if (Puts.needsPrevious(put) && !willExist(put.getKey())) {
      throw new RefusedException(EtcdError.KEY_NOT_FOUND);
    }
    Puts.checkLease(put, lessor);
  }

  /**
   * The same key is never put twice in a transaction, so only deletions can have changed whether it
   * exists. (etcd looks at the state before the transaction only, and panics later.)
   */
  private boolean willExist(ByteString key) {
    return deleted.stream().noneMatch(range -> range.contains(key))
        && Puts.exists(key, store::range);
  }

  private void noteDeletion(DeleteRangeRequest delete) {
    deleted.add(KeyRange.of(delete.getKey(), delete.getRangeEnd()));
  }
}
