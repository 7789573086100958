package io.cornerstone.server.peer;

import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.SingleThreadEventLoop;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioChannelOption;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.channel.unix.UnixChannelOption;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one member's sockets, for clients and peers alike. Its own, not gRPC's shared
 * ones: they end with the member, and a crash of the member can drop every socket at once.
 */
public final class EventLoops implements AutoCloseable {
  private static final int THREADS_MAX = 4;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final boolean isNative;
  private final EventLoopGroup group;

  private EventLoops(boolean isNative, EventLoopGroup group) {
    this.isNative = isNative;
    this.group = group;
  }

  public static EventLoops start(String memberName) {
    final int threads =
        Math.max(1, Math.min(THREADS_MAX, Runtime.getRuntime().availableProcessors()));
    final DefaultThreadFactory factory = new DefaultThreadFactory("socket-" + memberName, true);
    final boolean isNative = Epoll.isAvailable();
    return new EventLoops(
        isNative,
        new MultiThreadIoEventLoopGroup(
            threads, factory, isNative ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()));
  }

  /** A server on these threads; its handlers run on them too and must not block. */
  public NettyServerBuilder server(SocketAddress address, ServerCredentials credentials) {
    return onTheseThreads(NettyServerBuilder.forAddress(address, credentials))
        .channelType(isNative ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
  }

  /** As {@link #server}, on a socket file, which must not be there yet. */
  public NettyServerBuilder server(Path socket, ServerCredentials credentials) {
    final SocketAddress address =
        isNative ? new DomainSocketAddress(socket.toString()) : UnixDomainSocketAddress.of(socket);
    return onTheseThreads(NettyServerBuilder.forAddress(address, credentials))
        // gRPC asks for it by itself; a socket file has none, and each connection would warn.
        .withChildOption(ChannelOption.SO_KEEPALIVE, null)
        .channelType(
            isNative ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class);
  }

  private NettyServerBuilder onTheseThreads(NettyServerBuilder builder) {
    return builder.bossEventLoopGroup(group).workerEventLoopGroup(group).directExecutor();
  }

  /** Lets other processes listen on the same port. */
  public NettyServerBuilder sharingPort(NettyServerBuilder builder) {
    return builder.withOption(
        isNative
            ? UnixChannelOption.SO_REUSEPORT
            : NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT),
        true);
  }

  /** A channel on these threads; callbacks run on them too and must not block. */
  NettyChannelBuilder channel(String host, int port, Duration connectTimeout) {
    return NettyChannelBuilder.forAddress(host, port)
        .eventLoopGroup(group)
        .channelType(isNative ? EpollSocketChannel.class : NioSocketChannel.class)
        .withOption(
            ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout.toMillis()))
        .directExecutor();
  }

  /**
   * Closes every socket as the end of the process would: without a goodbye on it, whatever protocol
   * it speaks.
   */
  public void dropConnections() {
    for (EventExecutor loop : group) {
      if (loop instanceof SingleThreadEventLoop sockets) {
        sockets
            .submit(
                () ->
                    sockets
                        .registeredChannelsIterator()
                        .forEachRemaining(channel -> channel.unsafe().close(channel.voidPromise())))
            .awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
      }
    }
  }

  /** Closes every socket that is still open and ends the threads. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
    if (!group.terminationFuture().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis())) {
      throw new IllegalStateException("socket threads do not end");
    }
  }
}
