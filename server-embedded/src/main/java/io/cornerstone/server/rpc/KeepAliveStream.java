package io.cornerstone.server.rpc;

import io.cornerstone.protocol.LeaseKeepAliveRequest;
import io.cornerstone.protocol.LeaseKeepAliveResponse;
import io.cornerstone.server.member.MemberView;
import io.grpc.SynchronizationContext;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * Renews leases for one client stream. Several renewals may be on their way at once; the answers
 * leave in the order of the requests.
 */
final class KeepAliveStream implements StreamObserver<LeaseKeepAliveRequest> {
  /** Requests that are taken from the client before the first of them is answered. */
  private static final int IN_FLIGHT_MAX = 64;

  private final MemberView member;
  private final ServerCallStreamObserver<LeaseKeepAliveResponse> client;

  // Serializes what gRPC's threads and the member's threads want of this stream.
  private final SynchronizationContext turn =
      new SynchronizationContext((thread, failure) -> fail(failure));

  // Below: only inside the context.
  private final ArrayDeque<CompletableFuture<LeaseKeepAliveResponse>> renewals = new ArrayDeque<>();
  private boolean halfClosed;
  private boolean ended;

  private KeepAliveStream(
      MemberView member, ServerCallStreamObserver<LeaseKeepAliveResponse> client) {
    this.member = member;
    this.client = client;
  }

  static KeepAliveStream open(
      MemberView member, ServerCallStreamObserver<LeaseKeepAliveResponse> client) {
    KeepAliveStream stream = new KeepAliveStream(member, client);
    client.disableAutoRequest();
    client.setOnCancelHandler(() -> stream.turn.execute(stream::end));
    client.setOnCloseHandler(() -> stream.turn.execute(stream::end));
    client.setOnReadyHandler(() -> stream.turn.execute(stream::sendAnswers));
    client.request(IN_FLIGHT_MAX);
    return stream;
  }

  @Override
  public void onNext(LeaseKeepAliveRequest request) {
    turn.execute(() -> renew(request.getID()));
  }

  @Override
  public void onError(Throwable failure) {
    turn.execute(this::end); // The client is gone.
  }

  @Override
  public void onCompleted() {
    turn.execute(
        () -> {
          halfClosed = true;
          sendAnswers();
        });
  }

  private void renew(long leaseId) {
    if (ended) {
      return;
    }
    LeaseKeepAliveResponse.Builder answer =
        LeaseKeepAliveResponse.newBuilder()
            .setHeader(member.header(member.currentRevision()))
            .setID(leaseId);
    CompletableFuture<LeaseKeepAliveResponse> renewal =
        member.renewLease(leaseId).thenApply(ttl -> answer.setTTL(ttl).build());
    renewals.add(renewal);
    var unused = renewal.whenComplete((response, failure) -> turn.execute(this::sendAnswers));
  }

  /** Sends what is answered, up to the first renewal that is not, while the client reads. */
  private void sendAnswers() {
    while (!ended && client.isReady() && !renewals.isEmpty() && renewals.element().isDone()) {
      try {
        client.onNext(renewals.remove().join());
        client.request(1);
      } catch (RuntimeException e) {
        fail(e);
      }
    }
    if (!ended && halfClosed && renewals.isEmpty()) {
      ended = true;
      client.onCompleted();
    }
  }

  private void fail(Throwable failure) {
    if (!ended) {
      end();
      client.onError(Statuses.of(failure).asRuntimeException());
    }
  }

  private void end() {
    ended = true;
    renewals.clear();
  }
}
