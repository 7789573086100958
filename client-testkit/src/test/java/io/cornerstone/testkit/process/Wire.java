package io.cornerstone.testkit.process;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.cornerstone.protocol.HashKVRequest;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.MaintenanceGrpc;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeResponse;
import io.cornerstone.protocol.StatusRequest;
import io.cornerstone.protocol.StatusResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One member over the bare wire protocol: a call goes to that member once, and fails as it fails.
 */
final class Wire implements AutoCloseable {
  private static final long DEADLINE_MILLIS = 10_000;

  private final ManagedChannel channel;

  Wire(URI member) {
    this.channel =
        Grpc.newChannelBuilder(member.getAuthority(), InsecureChannelCredentials.create())
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  void put(String key, String value) {
    put(key, value, DEADLINE_MILLIS);
  }

  /** Puts a key. @throws io.grpc.StatusRuntimeException if the outcome is not known to be good */
  void put(String key, String value, long deadlineMillis) {
    KVGrpc.newBlockingStub(channel)
        .withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS)
        .put(
            PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build());
  }

  /** Every key that this member has applied, or that the cluster has if {@code linearizable}. */
  SortedMap<String, String> readAll(boolean linearizable) {
    ByteString zero = ByteString.copyFrom(new byte[1]);
    RangeRequest all =
        RangeRequest.newBuilder()
            .setKey(zero)
            .setRangeEnd(zero)
            .setSerializable(!linearizable)
            .build();
    SortedMap<String, String> found = new TreeMap<>();
    KVGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
        .range(all)
        .getKvsList()
        .forEach(kv -> found.put(kv.getKey().toStringUtf8(), kv.getValue().toStringUtf8()));
    return found;
  }

  /**
   * A linearizable read of one key that is sent now and answered whenever this member can.
   *
   * @return the answer, or the failure
   */
  ListenableFuture<RangeResponse> readLater(String key, long deadlineMillis) {
    return KVGrpc.newFutureStub(channel)
        .withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS)
        .range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build());
  }

  /** A put that is sent now and answered whenever this member can. */
  ListenableFuture<PutResponse> putLater(String key, String value, long deadlineMillis) {
    return KVGrpc.newFutureStub(channel)
        .withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS)
        .put(
            PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build());
  }

  /** The hash of all changes that this member holds, up to {@code revision}. */
  int hashOfHistory(long revision) {
    return MaintenanceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
        .hashKV(HashKVRequest.newBuilder().setRevision(revision).build())
        .getHash();
  }

  StatusResponse status() {
    return MaintenanceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
        .status(StatusRequest.getDefaultInstance());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
