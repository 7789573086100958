package io.cornerstone.server.http;

import io.grpc.ServerCredentials;
import io.grpc.internal.ObjectPool;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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
  private static final int HANDSHAKE_DAYS = 3650;

  private SharedPort() {}

  /**
   * Credentials for a plain-text port.
   *
   * @param http makes the last handler of an HTTP connection's pipeline; it gets whole requests'
   *     parts from an HTTP codec in front of it
   */
  public static ServerCredentials plaintext(Supplier<ChannelHandler> http) {
    return credentials(http, true);
  }

  /** Credentials for a plain-text port where gRPC is not spoken: who does is disconnected. */
  public static ServerCredentials httpAlone(Supplier<ChannelHandler> http) {
    return credentials(http, false);
  }

  /** Connections of HTTP never get to be gRPC's; those that say nothing are closed here. */
  public static NettyServerBuilder configure(NettyServerBuilder builder) {
    return builder.handshakeTimeout(HANDSHAKE_DAYS, TimeUnit.DAYS);
  }

  private static ServerCredentials credentials(Supplier<ChannelHandler> http, boolean hasGrpc) {
    return InternalNettyServerCredentials.create(
        (InternalProtocolNegotiator.ServerFactory)
            new InternalProtocolNegotiator.ServerFactory() {
              @Override
              public InternalProtocolNegotiator.ProtocolNegotiator newNegotiator(
                  ObjectPool<? extends Executor> offloadExecutors) {
                return new Negotiator(InternalProtocolNegotiators.serverPlaintext(), http, hasGrpc);
              }
            });
  }

  private record Negotiator(
      InternalProtocolNegotiator.ProtocolNegotiator grpc,
      Supplier<ChannelHandler> http,
      boolean hasGrpc)
      implements InternalProtocolNegotiator.ProtocolNegotiator {
    @Override
    public AsciiString scheme() {
      return grpc.scheme();
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpcHandler) {
      return new FirstBytes(hasGrpc ? () -> grpc.newHandler(grpcHandler) : null, http);
    }

    @Override
    public void close() {
      grpc.close();
    }
  }
}
