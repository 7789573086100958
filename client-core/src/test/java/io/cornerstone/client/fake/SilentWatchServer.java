package io.cornerstone.client.fake;

import io.cornerstone.protocol.WatchGrpc;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Accepts every watcher at revision 7, has no events for any, and remembers none. */
public final class SilentWatchServer implements AutoCloseable {
  private final Server server;

  public SilentWatchServer() {
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Watch())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static final class Watch extends WatchGrpc.WatchImplBase {
    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> responses) {
      return new StreamObserver<>() {
        @Override
        public void onNext(WatchRequest request) {
          responses.onNext(
              WatchResponse.newBuilder()
                  .setHeader(FakeEtcd.header(7))
                  .setWatchId(request.getCreateRequest().getWatchId())
                  .setCreated(true)
                  .build());
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
          responses.onCompleted();
        }
      };
    }
  }
}
