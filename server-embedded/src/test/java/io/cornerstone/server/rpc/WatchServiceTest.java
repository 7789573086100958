package io.cornerstone.server.rpc;

import static io.cornerstone.server.rpc.RpcFixture.assertHeader;
import static io.cornerstone.server.rpc.RpcFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchGrpc;
import io.cornerstone.protocol.WatchProgressRequest;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchServiceTest {
  private final RpcFixture at = new RpcFixture();
  private final StreamRecorder<WatchResponse> responses = new StreamRecorder<>();

  @AfterEach
  void close() {
    at.close();
  }

  private static WatchRequest create(String key, long startRevision) {
    return create(
        WatchCreateRequest.newBuilder().setKey(bytes(key)).setStartRevision(startRevision));
  }

  private static WatchRequest create(WatchCreateRequest.Builder request) {
    return WatchRequest.newBuilder().setCreateRequest(request).build();
  }

  private StreamObserver<WatchRequest> open() {
    return WatchGrpc.newStub(at.channel).watch(responses);
  }

  @Test
  void streamsEvents() throws InterruptedException {
    StreamObserver<WatchRequest> requests = open();
    requests.onNext(create("a", 0));
    WatchResponse created = responses.next();
    assertHeader(created.getHeader(), 1);
    assertThat(created.getCreated()).isTrue();
    at.put("a", "1");
    WatchResponse event = responses.next();
    assertHeader(event.getHeader(), 2);
    KeyValue kv = event.getEvents(0).getKv();
    assertThat(kv.getValue()).isEqualTo(bytes("1"));
    requests.onNext(
        WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build());
    assertThat(responses.next().getWatchId()).isEqualTo(-1);
  }

  @Test
  void goesOnAfterTheClientHasSaidAll() throws InterruptedException {
    StreamObserver<WatchRequest> requests = open();
    requests.onNext(create("a", 0));
    requests.onCompleted();
    responses.next();
    at.put("a", "1");
    assertThat(responses.next().getEventsCount()).isEqualTo(1);
  }

  @Test
  void tellsOfACompactionWithoutARevision() throws InterruptedException {
    at.put("a", "1");
    at.put("a", "2");
    at.kv().compact(CompactionRequest.newBuilder().setRevision(3).build());
    open().onNext(create("a", 2));
    responses.next();
    WatchResponse end = responses.next();
    assertHeader(end.getHeader(), 0);
    assertThat(end.getCanceled()).isTrue();
    assertThat(end.getCompactRevision()).isEqualTo(3);
    assertThat(end.getCancelReason()).isEmpty();
  }

  @Test
  void reportsProgressFromTimeToTime() throws InterruptedException {
    open()
        .onNext(create(WatchCreateRequest.newBuilder().setKey(bytes("a")).setProgressNotify(true)));
    assertThat(responses.next().getCreated()).isTrue();
    WatchResponse progress = responses.next();
    assertHeader(progress.getHeader(), 1);
    assertThat(progress.getEventsCount()).isZero();
  }

  @Test
  void takesManyRequestsAtOnce() throws InterruptedException {
    StreamObserver<WatchRequest> requests = open();
    for (int i = 0; i < 1000; i++) {
      requests.onNext(create("k" + i, 0));
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(responses.next().getWatchId()).isEqualTo(i);
    }
  }

  @Test
  void aClientThatDoesNotReadLosesNothing() throws Exception {
    CompletableFuture<ClientCallStreamObserver<WatchRequest>> call = new CompletableFuture<>();
    StreamObserver<WatchRequest> requests = watchReadingByHand(call);
    requests.onNext(create(WatchCreateRequest.newBuilder().setKey(bytes("a"))));
    call.join().request(1);
    assertThat(responses.next().getCreated()).isTrue();
    String large = "x".repeat(200_000);
    for (int i = 0; i < 30; i++) {
      at.put("a", large);
    }
    // Nothing more was asked for; now all of it is.
    assertThat(responses.isEmpty()).isTrue();
    call.join().request(1000);
    long next = 2;
    while (next < 32) {
      for (var event : responses.next().getEventsList()) {
        assertThat(event.getKv().getModRevision()).isEqualTo(next++);
      }
    }
  }

  private StreamObserver<WatchRequest> watchReadingByHand(
      CompletableFuture<ClientCallStreamObserver<WatchRequest>> call) {
    return WatchGrpc.newStub(at.channel)
        .watch(
            new ClientResponseObserver<WatchRequest, WatchResponse>() {
              @Override
              public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
                stream.disableAutoRequestWithInitial(0);
                call.complete(stream);
              }

              @Override
              public void onNext(WatchResponse response) {
                responses.onNext(response);
              }

              @Override
              public void onError(Throwable failure) {
                responses.onError(failure);
              }

              @Override
              public void onCompleted() {
                responses.onCompleted();
              }
            });
  }

  @Test
  void endsWithTheLeaderForClientsThatWantOne() throws InterruptedException {
    RpcFixture.requiringLeader(WatchGrpc.newStub(at.channel))
        .watch(responses)
        .onNext(create("a", 0));
    responses.next();
    at.put("a", "1");
    assertThat(responses.next().getEventsCount()).isEqualTo(1);
    at.member.leaderLostListeners.forEach(Runnable::run);
    RpcFixture.assertIs(EtcdError.NO_LEADER, responses.end().asRuntimeException());
  }
}
