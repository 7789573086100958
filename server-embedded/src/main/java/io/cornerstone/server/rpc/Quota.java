package io.cornerstone.server.rpc;

import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.server.member.MemberView;
import java.util.List;

/** What requests cost in the store, by etcd's rule of thumb, and whether there is room. */
final class Quota {
  /** The cost of a lease. */
  static final long LEASE_COST = 64;

  private static final long PUT_OVERHEAD = 256;

  private Quota() {}

  /** Whether the store has room for so many bytes more. What costs nothing always passes. */
  static boolean allows(MemberView member, long cost) {
    long quota = member.limits().quotaBytes();
    return cost == 0 || quota <= 0 || member.storeBytes() + cost < quota;
  }

  static long cost(PutRequest put) {
    return PUT_OVERHEAD + put.getKey().size() + put.getValue().size();
  }

  /** The puts of the branch that costs more. Nested ones count, other than in etcd. */
  static long cost(TxnRequest txn) {
    return Math.max(cost(txn.getSuccessList()), cost(txn.getFailureList()));
  }

  private static long cost(List<RequestOp> branch) {
    long sum = 0;
    for (RequestOp op : branch) {
      sum +=
          switch (op.getRequestCase()) {
            case REQUEST_PUT -> cost(op.getRequestPut());
            case REQUEST_TXN -> cost(op.getRequestTxn());
            default -> 0;
          };
    }
    return sum;
  }
}
