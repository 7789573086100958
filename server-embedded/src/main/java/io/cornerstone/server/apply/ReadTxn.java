package io.cornerstone.server.apply;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.protocol.TxnResponse;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.mvcc.RangeResult;
import java.util.List;

/** A transaction that only reads, at one revision, on any thread. */
final class ReadTxn implements TxnPlan.Step {
  // As with a plain range: begin again if a compaction overtakes, but not for ever.
  private static final int OVERTAKEN_MAX = 16;

  private final MvccStore store;
  private final long revision;
  private final TxnResponse.Builder response = TxnResponse.newBuilder();

  private ReadTxn(MvccStore store, long revision) {
    this.store = store;
    this.revision = revision;
  }

  static Outcome run(MvccStore store, TxnRequest request) {
    for (int attempt = 1; ; attempt++) {
      final long pinned = store.currentRevision();
      try {
        final TxnResponse response = new ReadTxn(store, pinned).evaluate(request);
        return new Outcome(response, null, pinned, List.of());
      } catch (RefusedException e) {
        final boolean isOvertaken =
            e.error() == EtcdError.COMPACTED && store.compactRevision() > pinned;
        if (!isOvertaken || attempt == OVERTAKEN_MAX) {
          return new Outcome(null, e.error(), pinned, List.of());
        }
      }
    }
  }

  private TxnResponse evaluate(TxnRequest request) {
    final TxnPlan plan = TxnPlan.of(request, this::range);
    response.setSucceeded(plan.succeeded());
    plan.forEach(this);
    return response.build();
  }

  private RangeResult range(RangeRequest request) {
    if (request.getRevision() > revision) {
      throw new RefusedException(EtcdError.FUTURE_REV);
    }
    final RangeRequest pinned =
        request.getRevision() > 0 ? request : request.toBuilder().setRevision(revision).build();
    final RangeResult result = store.range(pinned);
    return new RangeResult(result.kvs(), result.count(), result.more(), revision);
  }

  @Override
  public void plain(RequestOp op) {
    switch (op.getRequestCase()) {
      case REQUEST_RANGE ->
          response.addResponses(TxnRun.rangeResponse(range(op.getRequestRange())));
      case REQUEST_NOT_SET -> throw new RefusedException(EtcdError.KEY_NOT_FOUND);
      case REQUEST_PUT, REQUEST_DELETE_RANGE, REQUEST_TXN ->
          throw new IllegalArgumentException("not a read-only transaction");
    }
  }

  @Override
  public void txn(TxnPlan plan) {
    throw new IllegalArgumentException("not a read-only transaction");
  }
}
