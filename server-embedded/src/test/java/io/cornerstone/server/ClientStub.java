package io.cornerstone.server;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.LeaseGrantRequest;
import io.cornerstone.protocol.LeaseGrantResponse;
import io.cornerstone.protocol.LeaseGrpc;
import io.cornerstone.protocol.LeaseKeepAliveRequest;
import io.cornerstone.protocol.LeaseKeepAliveResponse;
import io.cornerstone.protocol.LeaseTimeToLiveRequest;
import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.protocol.MaintenanceGrpc;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeResponse;
import io.cornerstone.protocol.SnapshotRequest;
import io.cornerstone.protocol.SnapshotResponse;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchGrpc;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Bare gRPC calls to one member. */
final class ClientStub implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 15;

  private final ManagedChannel channel;

  ClientStub(URI url) {
    channel = NettyChannelBuilder.forAddress(url.getHost(), url.getPort()).usePlaintext().build();
  }

  PutResponse put(String key, String value) {
    return put(key, value, 0);
  }

  PutResponse put(String key, String value, long lease) {
    return kv().put(
            PutRequest.newBuilder()
                .setKey(bytes(key))
                .setValue(bytes(value))
                .setLease(lease)
                .build());
  }

  /** The answer, or why there is none, comes later. */
  CompletableFuture<PutResponse> putLater(String key, String value, Duration deadline) {
    final CompletableFuture<PutResponse> answer = new CompletableFuture<>();
    KVGrpc.newStub(channel)
        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .put(
            PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build(),
            new FirstAnswer<>(answer));
    return answer;
  }

  long delete(String key) {
    return kv().deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes(key)).build())
        .getDeleted();
  }

  Optional<String> get(String key) {
    return range(RangeRequest.newBuilder().setKey(bytes(key)).build());
  }

  Optional<String> getHere(String key) {
    return range(RangeRequest.newBuilder().setKey(bytes(key)).setSerializable(true).build());
  }

  long countHere(String prefix) {
    return kv().range(
            RangeRequest.newBuilder()
                .setKey(bytes(prefix))
                .setRangeEnd(bytes(prefix + "\u007f"))
                .setCountOnly(true)
                .setSerializable(true)
                .build())
        .getCount();
  }

  LeaseGrantResponse grant(long ttl) {
    return leases().leaseGrant(LeaseGrantRequest.newBuilder().setTTL(ttl).build());
  }

  LeaseTimeToLiveResponse timeToLive(long lease) {
    return leases()
        .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(lease).setKeys(true).build());
  }

  LeaseKeepAliveResponse keepAlive(long lease) {
    final CompletableFuture<LeaseKeepAliveResponse> answer = new CompletableFuture<>();
    final StreamObserver<LeaseKeepAliveRequest> requests =
        LeaseGrpc.newStub(channel).leaseKeepAlive(new FirstAnswer<>(answer));
    requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
    final LeaseKeepAliveResponse response = Waits.get(answer, Duration.ofSeconds(DEADLINE_SECONDS));
    requests.onCompleted();
    return response;
  }

  /** Watches from a revision on; the queue gets every response. */
  BlockingQueue<WatchResponse> watch(String prefix, long fromRevision) {
    final BlockingQueue<WatchResponse> responses = new LinkedBlockingQueue<>();
    WatchGrpc.newStub(channel)
        .watch(
            new StreamObserver<>() {
              @Override
              public void onNext(WatchResponse response) {
                responses.add(response);
              }

              @Override
              public void onError(Throwable failure) {
                // The test sees that nothing more comes.
              }

              @Override
              public void onCompleted() {}
            })
        .onNext(
            WatchRequest.newBuilder()
                .setCreateRequest(
                    WatchCreateRequest.newBuilder()
                        .setKey(bytes(prefix))
                        .setRangeEnd(bytes(prefix + "\u007f"))
                        .setStartRevision(fromRevision))
                .build());
    return responses;
  }

  MaintenanceGrpc.MaintenanceBlockingStub maintenance() {
    return MaintenanceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** The size of the database that a snapshot has. */
  long snapshotBytes() {
    final Iterator<SnapshotResponse> parts =
        maintenance().snapshot(SnapshotRequest.getDefaultInstance());
    long bytes = 0;
    while (parts.hasNext()) {
      bytes += parts.next().getBlob().size();
    }
    return bytes;
  }

  KVGrpc.KVBlockingStub kv() {
    return KVGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  LeaseGrpc.LeaseBlockingStub leases() {
    return LeaseGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private record FirstAnswer<T>(CompletableFuture<T> answer) implements StreamObserver<T> {
    @Override
    public void onNext(T response) {
      answer.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
      answer.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {}
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private Optional<String> range(RangeRequest request) {
    final RangeResponse response = kv().range(request);
    return response.getKvsList().stream().map(kv -> kv.getValue().toStringUtf8()).findFirst();
  }
}
