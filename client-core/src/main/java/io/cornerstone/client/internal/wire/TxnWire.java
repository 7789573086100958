package io.cornerstone.client.internal.wire;

import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.OpResult;
import io.cornerstone.client.txn.Relation;
import io.cornerstone.client.txn.TxnResult;
import io.cornerstone.protocol.Compare.CompareResult;
import io.cornerstone.protocol.Compare.CompareTarget;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.ResponseOp;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.protocol.TxnResponse;
import java.util.ArrayList;
import java.util.List;

/** Transactions. */
public final class TxnWire {
  private TxnWire() {}

  public static TxnRequest request(Op.Nested txn) {
    TxnRequest.Builder request = TxnRequest.newBuilder();
    txn.compares().forEach(compare -> request.addCompare(compare(compare)));
    txn.then().forEach(op -> request.addSuccess(op(op)));
    txn.otherwise().forEach(op -> request.addFailure(op(op)));
    return request.build();
  }

  public static TxnResult result(TxnResponse response) {
    List<OpResult> results = new ArrayList<>(response.getResponsesCount());
    for (ResponseOp op : response.getResponsesList()) {
      results.add(opResult(op));
    }
    return new TxnResult(
        KvWire.header(response.getHeader()), response.getSucceeded(), List.copyOf(results));
  }

  /** Whether no path through it writes. */
  public static boolean isReadOnly(Op.Nested txn) {
    return txn.then().stream().allMatch(TxnWire::isReadOnly)
        && txn.otherwise().stream().allMatch(TxnWire::isReadOnly);
  }

  private static boolean isReadOnly(Op op) {
    return op instanceof Op.Get || (op instanceof Op.Nested nested && isReadOnly(nested));
  }

  private static RequestOp op(Op op) {
    RequestOp.Builder request = RequestOp.newBuilder();
    if (op instanceof Op.Get get) {
      request.setRequestRange(KvWire.range(get.range(), get.options()));
    } else if (op instanceof Op.Put put) {
      request.setRequestPut(KvWire.put(put.key(), put.value(), put.options()));
    } else if (op instanceof Op.Delete delete) {
      request.setRequestDeleteRange(KvWire.delete(delete.range(), delete.options()));
    } else if (op instanceof Op.Nested nested) {
      request.setRequestTxn(request(nested));
    }
    return request.build();
  }

  private static OpResult opResult(ResponseOp op) {
    return switch (op.getResponseCase()) {
      case RESPONSE_RANGE -> new OpResult.Get(KvWire.getResult(op.getResponseRange()));
      case RESPONSE_PUT -> new OpResult.Put(KvWire.putResult(op.getResponsePut()));
      case RESPONSE_DELETE_RANGE ->
          new OpResult.Delete(KvWire.deleteResult(op.getResponseDeleteRange()));
      case RESPONSE_TXN -> new OpResult.Nested(result(op.getResponseTxn()));
      case RESPONSE_NOT_SET -> throw new IllegalArgumentException("an operation without result");
    };
  }

  private static io.cornerstone.protocol.Compare compare(Compare compare) {
    io.cornerstone.protocol.Compare.Builder request =
        io.cornerstone.protocol.Compare.newBuilder()
            .setKey(ByteStrings.of(compare.range().key()))
            .setRangeEnd(KvWire.end(compare.range()))
            .setResult(relation(compare.relation()));
    if (compare instanceof Compare.Version version) {
      request.setTarget(CompareTarget.VERSION).setVersion(version.version());
    } else if (compare instanceof Compare.CreateRevision create) {
      request.setTarget(CompareTarget.CREATE).setCreateRevision(create.revision());
    } else if (compare instanceof Compare.ModRevision mod) {
      request.setTarget(CompareTarget.MOD).setModRevision(mod.revision());
    } else if (compare instanceof Compare.Value value) {
      request.setTarget(CompareTarget.VALUE).setValue(ByteStrings.of(value.value()));
    } else if (compare instanceof Compare.Lease lease) {
      request.setTarget(CompareTarget.LEASE).setLease(lease.lease().value());
    }
    return request.build();
  }

  private static CompareResult relation(Relation relation) {
    return switch (relation) {
      case EQUAL -> CompareResult.EQUAL;
      case GREATER -> CompareResult.GREATER;
      case LESS -> CompareResult.LESS;
      case NOT_EQUAL -> CompareResult.NOT_EQUAL;
    };
  }
}
