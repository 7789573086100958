package io.cornerstone.server.apply;

import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.DeleteRangeResponse;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeResponse;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.ResponseHeader;
import io.cornerstone.protocol.ResponseOp;
import io.cornerstone.protocol.TxnResponse;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.mvcc.RangeResult;
import java.util.List;

/**
 * Does what a checked plan says. Responses to operations carry the revision alone as header; that
 * of an inner transaction is there, but empty; the outermost response has none yet.
 */
final class TxnRun implements TxnPlan.Step {
  private final MvccStore.WriteTxn txn;
  private final TxnResponse.Builder response = TxnResponse.newBuilder();
  // rev before the first write of the whole transaction, rev + 1 from then on.
  private long revision;

  private TxnRun(MvccStore.WriteTxn txn, long revision) {
    this.txn = txn;
    this.revision = revision;
  }

  static TxnResponse run(TxnPlan plan, MvccStore.WriteTxn txn) {
    return new TxnRun(txn, txn.revision() - 1).runLevel(plan).build();
  }

  private TxnResponse.Builder runLevel(TxnPlan plan) {
    response.setSucceeded(plan.succeeded());
    plan.forEach(this);
    return response;
  }

  @Override
  public void txn(TxnPlan plan) {
    final TxnRun inner = new TxnRun(txn, revision);
    final TxnResponse.Builder built =
        inner.runLevel(plan).setHeader(ResponseHeader.getDefaultInstance());
    revision = inner.revision;
    response.addResponses(ResponseOp.newBuilder().setResponseTxn(built));
  }

  @Override
  public void plain(RequestOp op) {
    switch (op.getRequestCase()) {
      case REQUEST_RANGE -> range(op.getRequestRange());
      case REQUEST_PUT -> put(op.getRequestPut());
      case REQUEST_DELETE_RANGE -> delete(op.getRequestDeleteRange());
      case REQUEST_TXN, REQUEST_NOT_SET -> throw new IllegalStateException("was not checked");
    }
  }

  private void range(RangeRequest request) {
    response.addResponses(rangeResponse(txn.range(request)));
  }

  /** A range's response inside a transaction. */
  static ResponseOp rangeResponse(RangeResult result) {
    final RangeResponse range =
        RangeResponse.newBuilder()
            .setHeader(header(result.revision()))
            .addAllKvs(result.kvs())
            .setCount(result.count())
            .setMore(result.more())
            .build();
    return ResponseOp.newBuilder().setResponseRange(range).build();
  }

  private void put(PutRequest request) {
    revision = txn.revision();
    response.addResponses(
        ResponseOp.newBuilder().setResponsePut(Puts.run(request, txn).setHeader(header(revision))));
  }

  private void delete(DeleteRangeRequest request) {
    final DeleteRangeResponse.Builder deleted = delete(request, txn);
    if (deleted.getDeleted() > 0) {
      revision = txn.revision();
    }
    response.addResponses(
        ResponseOp.newBuilder().setResponseDeleteRange(deleted.setHeader(header(revision))));
  }

  /** Deletes, on its own or in a transaction. The response has no header. */
  static DeleteRangeResponse.Builder delete(DeleteRangeRequest request, MvccStore.WriteTxn txn) {
    if (!request.getPrevKv()) {
      final long deleted = txn.delete(request.getKey(), request.getRangeEnd());
      return DeleteRangeResponse.newBuilder().setDeleted(deleted);
    }
    final List<KeyValue> previous = txn.deleteRange(request.getKey(), request.getRangeEnd());
    return DeleteRangeResponse.newBuilder().setDeleted(previous.size()).addAllPrevKvs(previous);
  }

  private static ResponseHeader header(long revision) {
    return ResponseHeader.newBuilder().setRevision(revision).build();
  }
}
