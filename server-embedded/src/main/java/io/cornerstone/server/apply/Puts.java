package io.cornerstone.server.apply;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.lease.Lessor;
import io.cornerstone.server.mvcc.MvccStore;
import java.util.List;

/** What a put checks and does, on its own or in a transaction. */
final class Puts {
  private Puts() {}

  /** True if the put keeps something of the version before, which must exist then. */
  static boolean needsPrevious(PutRequest put) {
    return put.getIgnoreValue() || put.getIgnoreLease();
  }

  static boolean exists(ByteString key, RangeReader reader) {
    return reader.range(RangeRequest.newBuilder().setKey(key).setCountOnly(true).build()).count()
        > 0;
  }

  /** Refuses a lease that does not exist. */
  static void checkLease(PutRequest put, Lessor lessor) {
    if (put.getLease() != 0 && !lessor.exists(put.getLease())) {
      throw new RefusedException(EtcdError.LEASE_NOT_FOUND);
    }
  }

  /** Writes; everything was checked before. The response has no header. */
  static PutResponse.Builder run(PutRequest put, MvccStore.WriteTxn txn) {
    final PutResponse.Builder response = PutResponse.newBuilder();
    if (needsPrevious(put)) {
      final KeyValue previous = previous(put.getKey(), txn);
      txn.set(
          put.getKey(),
          put.getIgnoreValue() ? previous.getValue() : put.getValue(),
          put.getIgnoreLease() ? previous.getLease() : put.getLease());
      if (put.getPrevKv()) {
        response.setPrevKv(previous);
      }
    } else if (put.getPrevKv()) {
      txn.put(put.getKey(), put.getValue(), put.getLease()).ifPresent(response::setPrevKv);
    } else {
      txn.set(put.getKey(), put.getValue(), put.getLease());
    }
    return response;
  }

  private static KeyValue previous(ByteString key, MvccStore.WriteTxn txn) {
    final List<KeyValue> kvs = txn.range(RangeRequest.newBuilder().setKey(key).build()).kvs();
    Invariant.check(!kvs.isEmpty(), "a put that keeps a value or a lease was not checked");
    return kvs.get(0);
  }
}
