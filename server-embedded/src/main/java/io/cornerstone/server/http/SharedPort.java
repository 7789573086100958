package io.cornerstone.server.http;

import io.grpc.ServerCredentials;
import io.grpc.internal.ObjectPool;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Lets one port speak gRPC and HTTP/1.1: who begins with HTTP/2's preface gets gRPC, everybody else
 * the HTTP handlers. A connection is looked at once; after that no handler of ours is in gRPC's
 * way.
 *
 * <p>gRPC calls this "protocol negotiation" and has no public door to it, hence the use of its
 * {@code Internal} classes.
 */
public final class SharedPort {
  private SharedPort() {}

  /**
   * Credentials for a plain-text port.
   *
   * @param http makes the last handler of an HTTP connection's pipeline; it gets whole requests'
   *     parts from an HTTP codec in front of it
   */
  public static ServerCredentials plaintext(Supplier<ChannelHandler> http) {
    return InternalNettyServerCredentials.create(
        (InternalProtocolNegotiator.ServerFactory)
            new InternalProtocolNegotiator.ServerFactory() {
              @Override
              public InternalProtocolNegotiator.ProtocolNegotiator newNegotiator(
                  ObjectPool<? extends Executor> offloadExecutors) {
                return new Negotiator(InternalProtocolNegotiators.serverPlaintext(), http);
              }
            });
  }

  private record Negotiator(
      InternalProtocolNegotiator.ProtocolNegotiator grpc, Supplier<ChannelHandler> http)
      implements InternalProtocolNegotiator.ProtocolNegotiator {
    @Override
    public AsciiString scheme() {
      return grpc.scheme();
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpcHandler) {
      return new FirstBytes(() -> grpc.newHandler(grpcHandler), http);
    }

    @Override
    public void close() {
      grpc.close();
    }
  }
}
