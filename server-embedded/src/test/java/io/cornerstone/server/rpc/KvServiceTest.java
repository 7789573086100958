package io.cornerstone.server.rpc;

import static io.cornerstone.server.rpc.RpcFixture.assertHeader;
import static io.cornerstone.server.rpc.RpcFixture.assertRefused;
import static io.cornerstone.server.rpc.RpcFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.DeleteRangeResponse;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeResponse;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.protocol.TxnResponse;
import io.cornerstone.server.member.MemberLimits;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KvServiceTest {
  private final RpcFixture at = new RpcFixture();

  @AfterEach
  void close() {
    at.close();
  }

  private static PutRequest.Builder put(String key) {
    return PutRequest.newBuilder().setKey(bytes(key));
  }

  private static RangeRequest.Builder range(String key) {
    return RangeRequest.newBuilder().setKey(bytes(key));
  }

  private static RequestOp rangeOp(boolean serializable) {
    return RequestOp.newBuilder().setRequestRange(range("a").setSerializable(serializable)).build();
  }

  private static RequestOp putOp(String key) {
    return RequestOp.newBuilder().setRequestPut(put(key)).build();
  }

  /** With the code that etcd sends, which is not the one of its own table. */
  @Test
  void refusesWritesWhenTooManyWait() {
    at.member.isFull = true;
    RpcFixture.assertRefused(
        EtcdError.REQUEST_TOO_MANY_REQUESTS, () -> at.kv().put(put("a").build()));
    assertThat(EtcdError.REQUEST_TOO_MANY_REQUESTS.wireCode().number())
        .isEqualTo(Status.Code.UNKNOWN.value());
    at.kv().range(range("a").build());
  }

  @Test
  void writesAndReads() {
    PutResponse put = at.kv().put(put("a").setValue(bytes("1")).build());
    assertHeader(put.getHeader(), 2);
    PutResponse again = at.kv().put(put("a").setValue(bytes("2")).setPrevKv(true).build());
    assertThat(again.getPrevKv().getValue()).isEqualTo(bytes("1"));
    at.put("b", "3");

    RangeResponse old = at.kv().range(range("a").setRevision(2).build());
    assertHeader(old.getHeader(), 4);
    assertThat(old.getKvs(0).getValue()).isEqualTo(bytes("1"));
    RangeResponse limited = at.kv().range(range("a").setRangeEnd(bytes("z")).setLimit(1).build());
    assertThat(limited.getKvsList()).hasSize(1);
    assertThat(limited.getMore()).isTrue();
    assertThat(limited.getCount()).isEqualTo(2);

    DeleteRangeResponse none =
        at.kv().deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("x")).build());
    assertHeader(none.getHeader(), 4);
    DeleteRangeResponse deleted =
        at.kv()
            .deleteRange(
                DeleteRangeRequest.newBuilder().setKey(bytes("a")).setPrevKv(true).build());
    assertHeader(deleted.getHeader(), 5);
    assertThat(deleted.getDeleted()).isEqualTo(1);
    assertThat(deleted.getPrevKvs(0).getValue()).isEqualTo(bytes("2"));
  }

  @Test
  void compacts() {
    at.put("a", "1");
    at.put("a", "2");
    CompactionRequest request =
        CompactionRequest.newBuilder().setRevision(3).setPhysical(true).build();
    assertHeader(at.kv().compact(request).getHeader(), 3);
    assertRefused(EtcdError.COMPACTED, () -> at.kv().compact(request));
    assertRefused(
        EtcdError.FUTURE_REV,
        () -> at.kv().compact(CompactionRequest.newBuilder().setRevision(9).build()));
    assertRefused(EtcdError.COMPACTED, () -> at.kv().range(range("a").setRevision(2).build()));
    assertRefused(EtcdError.FUTURE_REV, () -> at.kv().range(range("a").setRevision(9).build()));
  }

  @Test
  void refusesBadOperations() {
    assertRefused(EtcdError.EMPTY_KEY, () -> at.kv().put(put("").build()));
    assertRefused(EtcdError.EMPTY_KEY, () -> at.kv().range(range("").build()));
    assertRefused(
        EtcdError.EMPTY_KEY, () -> at.kv().deleteRange(DeleteRangeRequest.getDefaultInstance()));
    assertRefused(
        EtcdError.VALUE_PROVIDED,
        () -> at.kv().put(put("a").setIgnoreValue(true).setValue(bytes("v")).build()));
    assertRefused(
        EtcdError.LEASE_PROVIDED,
        () -> at.kv().put(put("a").setIgnoreLease(true).setLease(4).build()));
    assertRefused(
        EtcdError.INVALID_SORT_OPTION,
        () -> at.kv().range(range("a").setSortOrderValue(7).build()));
    assertRefused(
        EtcdError.INVALID_SORT_OPTION,
        () -> at.kv().range(range("a").setSortTargetValue(7).build()));
    assertThat(at.member.calls).isEmpty();
  }

  @Test
  void passesOnWhatOnlyTheStateMachineCanTell() {
    assertRefused(
        EtcdError.KEY_NOT_FOUND, () -> at.kv().put(put("a").setIgnoreValue(true).build()));
    assertRefused(EtcdError.LEASE_NOT_FOUND, () -> at.kv().put(put("a").setLease(4).build()));
  }

  @Test
  void aTxnThatOnlyReadsNeedsNoConsensus() {
    at.put("a", "1");
    at.member.calls.clear();
    TxnResponse response = at.kv().txn(TxnRequest.newBuilder().addSuccess(rangeOp(false)).build());
    assertHeader(response.getHeader(), 2);
    assertThat(response.getResponses(0).getResponseRange().getHeader().getRevision()).isEqualTo(2);
    at.kv().txn(TxnRequest.newBuilder().addSuccess(rangeOp(true)).build());
    at.kv()
        .txn(TxnRequest.newBuilder().addSuccess(rangeOp(true)).addFailure(rangeOp(false)).build());
    at.kv().txn(TxnRequest.getDefaultInstance());
    at.kv()
        .txn(
            TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestTxn(TxnRequest.getDefaultInstance()))
                .build());
    at.kv().txn(TxnRequest.newBuilder().addSuccess(rangeOp(true)).addFailure(putOp("b")).build());
    assertThat(at.member.calls)
        .containsExactly(
            "readTxn linearizable",
            "readTxn serializable",
            "readTxn linearizable",
            "readTxn serializable",
            "propose TXN",
            "propose TXN");
  }

  @Test
  void aTxnThatWritesGetsItsRevision() {
    TxnResponse response =
        at.kv().txn(TxnRequest.newBuilder().addSuccess(putOp("a")).addSuccess(putOp("b")).build());
    assertHeader(response.getHeader(), 2);
    assertThat(response.getSucceeded()).isTrue();
    assertThat(response.getResponses(1).getResponsePut().getHeader().getMemberId()).isZero();
    assertRefused(
        EtcdError.DUPLICATE_KEY,
        () ->
            at.kv()
                .txn(
                    TxnRequest.newBuilder().addSuccess(putOp("a")).addSuccess(putOp("a")).build()));
  }

  @Test
  void refusesWhatIsTooLarge() {
    ByteString large = ByteString.copyFrom(new byte[1_600_000]);
    assertRefused(EtcdError.REQUEST_TOO_LARGE, () -> at.kv().put(put("a").setValue(large).build()));
    ByteString fits = ByteString.copyFrom(new byte[1_572_864 - 100]);
    assertHeader(at.kv().put(put("a").setValue(fits).build()).getHeader(), 2);
    ByteString beyondTheTransport = ByteString.copyFrom(new byte[2_200_000]);
    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> at.kv().put(put("a").setValue(beyondTheTransport).build()));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void aFullStoreTakesNoPutButStillReadsAndDeletes() {
    at.put("a", "1");
    at.member.limits = new MemberLimits(1_572_864, 128, at.member.storeBytes() + 256 + 2);
    at.kv().put(put("b").build()); // Fits to the byte.
    assertRefused(EtcdError.NO_SPACE, () -> at.kv().put(put("b").setValue(bytes("2")).build()));
    assertRefused(
        EtcdError.NO_SPACE,
        () ->
            at.kv()
                .txn(
                    TxnRequest.newBuilder().addFailure(putOp("b")).addFailure(putOp("c")).build()));
    at.kv().txn(TxnRequest.newBuilder().addSuccess(rangeOp(false)).build());
    at.kv().deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("a")).build());
    at.member.limits = new MemberLimits(1_572_864, 128, 0);
    assertRefused(EtcdError.NO_SPACE, () -> at.kv().put(put("b").build())); // The alarm stays.
  }

  @Test
  void hidesItsInsideWhenItFails() {
    at.member.failure = new IllegalStateException("secret: 4711");
    StatusRuntimeException failure =
        catchThrowableOfType(StatusRuntimeException.class, () -> at.kv().range(range("a").build()));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(failure.getStatus().getDescription()).isEqualTo("internal error");
  }
}
