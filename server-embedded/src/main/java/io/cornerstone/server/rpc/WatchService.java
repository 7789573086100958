package io.cornerstone.server.rpc;

import io.cornerstone.protocol.WatchGrpc;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.watch.WatchSink;
import io.cornerstone.server.watch.WatchStream;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicInteger;

/** Watch streams. */
final class WatchService extends WatchGrpc.WatchImplBase {
  /**
   * Requests that may be on their way to the hub before the client has to wait. Answers are never
   * held back there, so this is what bounds them.
   */
  private static final int IN_FLIGHT_MAX = 64;

  private final MemberView member;

  WatchService(MemberView member) {
    this.member = member;
  }

  @Override
  public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> observer) {
    ServerCallStreamObserver<WatchResponse> client =
        (ServerCallStreamObserver<WatchResponse>) observer;
    Sink sink = new Sink(member, client);
    WatchStream stream = member.watches().open(sink);
    client.disableAutoRequest();
    client.setOnReadyHandler(
        () -> {
          sink.resumeRequests();
          stream.ready();
        });
    client.setOnCancelHandler(stream::close);
    client.setOnCloseHandler(stream::close);
    client.request(IN_FLIGHT_MAX);
    return new Requests(stream);
  }

  /** What the client sends. */
  private record Requests(WatchStream stream) implements StreamObserver<WatchRequest> {
    @Override
    public void onNext(WatchRequest request) {
      stream.request(request);
    }

    @Override
    public void onError(Throwable failure) {
      stream.close();
    }

    /** The client has said all it wants to; its watchers go on, as with etcd. */
    @Override
    public void onCompleted() {}
  }

  /** The way to the client; reads its requests no faster than it reads the answers. */
  private static final class Sink implements WatchSink {
    private final MemberView member;
    private final ServerCallStreamObserver<WatchResponse> client;

    /** Requests that may be read once the client takes answers again. */
    private final AtomicInteger held = new AtomicInteger();

    Sink(MemberView member, ServerCallStreamObserver<WatchResponse> client) {
      this.member = member;
      this.client = client;
    }

    @Override
    public void send(WatchResponse response) {
      client.onNext(
          response.toBuilder()
              .setHeader(member.header(response.getHeader().getRevision()))
              .build());
    }

    @Override
    public boolean isReady() {
      return client.isReady();
    }

    @Override
    public void requestDone() {
      held.incrementAndGet();
      resumeRequests();
    }

    void resumeRequests() {
      if (client.isReady()) {
        int requests = held.getAndSet(0);
        if (requests > 0) {
          client.request(requests);
        }
      }
    }
  }
}
