package io.cornerstone.server.apply;

import static io.cornerstone.server.mvcc.Ranges.bytes;

import com.google.protobuf.Message;
import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.protocol.Compare;
import io.cornerstone.protocol.Compare.CompareResult;
import io.cornerstone.protocol.Compare.CompareTarget;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.LeaseGrantRequest;
import io.cornerstone.protocol.LeaseRevokeRequest;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.TxnRequest;

/** Short ways to write commands in tests. */
final class Requests {
  private Requests() {}

  static Command command(CommandKind kind, Message.Builder request) {
    return new Command(1, kind, Identity.NONE, request.build().toByteString());
  }

  static PutRequest.Builder put(String key, String value) {
    return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value));
  }

  static DeleteRangeRequest.Builder delete(String key, String rangeEnd) {
    return DeleteRangeRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(rangeEnd));
  }

  static CompactionRequest.Builder compact(long revision) {
    return CompactionRequest.newBuilder().setRevision(revision);
  }

  static LeaseGrantRequest.Builder grant(long leaseId, long ttlSeconds) {
    return LeaseGrantRequest.newBuilder().setID(leaseId).setTTL(ttlSeconds);
  }

  static LeaseRevokeRequest.Builder revoke(long leaseId) {
    return LeaseRevokeRequest.newBuilder().setID(leaseId);
  }

  static RequestOp op(RangeRequest.Builder range) {
    return RequestOp.newBuilder().setRequestRange(range).build();
  }

  static RequestOp op(PutRequest.Builder put) {
    return RequestOp.newBuilder().setRequestPut(put).build();
  }

  static RequestOp op(DeleteRangeRequest.Builder delete) {
    return RequestOp.newBuilder().setRequestDeleteRange(delete).build();
  }

  static RequestOp op(TxnRequest.Builder txn) {
    return RequestOp.newBuilder().setRequestTxn(txn).build();
  }

  static TxnRequest.Builder txn() {
    return TxnRequest.newBuilder();
  }

  static Compare.Builder compare(String key, CompareTarget target, CompareResult result) {
    return Compare.newBuilder().setKey(bytes(key)).setTarget(target).setResult(result);
  }

  /** Holds if the key exists. */
  static Compare.Builder exists(String key) {
    return compare(key, CompareTarget.VERSION, CompareResult.GREATER).setVersion(0);
  }
}
