package io.cornerstone.server.rpc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Compare;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.RequestOp.RequestCase;
import io.cornerstone.protocol.TxnRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks a txn before it is proposed: every operation by itself, their number, and that no key is
 * put twice or both put and deleted, since the order of two changes of one key in one revision
 * would be hard to tell for everyone.
 */
final class TxnValidation {
  private TxnValidation() {}

  static void check(TxnRequest txn, int opsMax) {
    checkOps(txn, opsMax);
    Changes.of(txn.getSuccessList());
    Changes.of(txn.getFailureList());
  }

  /** A nested txn may have as many operations as its parent leaves. */
  private static void checkOps(TxnRequest txn, int opsMax) {
    int ops =
        Math.max(txn.getCompareCount(), Math.max(txn.getSuccessCount(), txn.getFailureCount()));
    KvValidation.refuseIf(ops > opsMax, EtcdError.TOO_MANY_OPS);
    for (Compare compare : txn.getCompareList()) {
      KvValidation.checkKey(compare.getKey());
    }
    for (RequestOp op : txn.getSuccessList()) {
      checkOp(op, opsMax - ops);
    }
    for (RequestOp op : txn.getFailureList()) {
      checkOp(op, opsMax - ops);
    }
  }

  private static void checkOp(RequestOp op, int opsMax) {
    switch (op.getRequestCase()) {
      case REQUEST_RANGE -> KvValidation.check(op.getRequestRange());
      case REQUEST_PUT -> KvValidation.check(op.getRequestPut());
      case REQUEST_DELETE_RANGE -> KvValidation.check(op.getRequestDeleteRange());
      case REQUEST_TXN -> checkOps(op.getRequestTxn(), opsMax);
      case REQUEST_NOT_SET -> throw new RefusedException(EtcdError.KEY_NOT_FOUND);
    }
  }

  /**
   * The keys that a branch puts and the ranges that it deletes, with all that is nested in it.
   *
   * <p>Follows etcd in what it does not see: a nested put is compared with the deletes of its own
   * level, of the levels above and of the nested txns before it, but not with those of nested txns
   * behind it; and the end of a range that means "no end" is taken as it is, so that such a delete
   * never overlaps with anything.
   */
  private static final class Changes {
    private final Set<ByteString> puts = new HashSet<>();
    private final List<DeleteRangeRequest> deletes = new ArrayList<>();

    static Changes of(List<RequestOp> branch) {
      Changes changes = new Changes();
      for (RequestOp op : branch) {
        if (op.getRequestCase() == RequestCase.REQUEST_DELETE_RANGE) {
          changes.deletes.add(op.getRequestDeleteRange());
        }
      }
      for (RequestOp op : branch) {
        if (op.getRequestCase() == RequestCase.REQUEST_TXN) {
          changes.addNested(op.getRequestTxn());
        }
      }
      for (RequestOp op : branch) {
        if (op.getRequestCase() == RequestCase.REQUEST_PUT) {
          changes.addPut(op.getRequestPut().getKey(), Set.of());
        }
      }
      return changes;
    }

    private void addNested(TxnRequest txn) {
      Changes then = of(txn.getSuccessList());
      Changes otherwise = of(txn.getFailureList());
      then.puts.forEach(key -> addPut(key, Set.of()));
      // Only one of the two branches will run, so both may put a key.
      otherwise.puts.forEach(key -> addPut(key, then.puts));
      deletes.addAll(then.deletes);
      deletes.addAll(otherwise.deletes);
    }

    private void addPut(ByteString key, Set<ByteString> exempt) {
      boolean twice = !puts.add(key) && !exempt.contains(key);
      boolean deleted = deletes.stream().anyMatch(delete -> covers(delete, key));
      KvValidation.refuseIf(twice || deleted, EtcdError.DUPLICATE_KEY);
    }

    private static boolean covers(DeleteRangeRequest delete, ByteString key) {
      if (delete.getRangeEnd().isEmpty()) {
        return delete.getKey().equals(key);
      }
      return compare(delete.getKey(), key) <= 0 && compare(key, delete.getRangeEnd()) < 0;
    }

    private static int compare(ByteString left, ByteString right) {
      return ByteString.unsignedLexicographicalComparator().compare(left, right);
    }
  }
}
