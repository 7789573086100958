package io.cornerstone.client.internal.transport;

import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.internal.address.Address;
import io.cornerstone.client.internal.tls.Tls;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes the channel to one member, over TCP or a Unix socket. */
final class Channels {
  /**
   * How much a connection may have on its way to us. A fixed window, because gRPC sizes one that
   * adapts by pings of its own, and servers count these among the pings they permit every 5 s only:
   * a stream of many events ended with "too_many_pings".
   */
  private static final int FLOW_CONTROL_WINDOW_BYTES = 4 << 20;

  private Channels() {}

  /**
   * Threads for this channel alone; null to use those that gRPC shares, which know TCP only.
   *
   * @throws IllegalArgumentException if this machine has no Unix sockets
   */
  static @Nullable EventLoopGroup threads(Address address) {
    if (address instanceof Address.Tcp) {
      return null;
    }
    if (!Epoll.isAvailable()) {
      throw new IllegalArgumentException(
          address + " cannot be used: Unix sockets are supported on Linux only",
          Epoll.unavailabilityCause());
    }
    return new MultiThreadIoEventLoopGroup(
        1, new DefaultThreadFactory("cornerstone-unix", true), EpollIoHandler.newFactory());
  }

  /**
   * A channel that connects when it is used.
   *
   * @throws IllegalArgumentException if the files for TLS cannot be used
   */
  static ManagedChannel open(
      Address address, @Nullable EventLoopGroup threads, ClientConfig config) {
    NettyChannelBuilder builder =
        address instanceof Address.Tcp tcp
            ? tcp(tcp, config)
            : unixSocket((Address.UnixSocket) address);
    return builder
        .eventLoopGroup(threads)
        .directExecutor()
        // Retries are ours; what is left on is gRPC's resending of streams that the server
        // surely never looked at.
        .disableServiceConfigLookUp()
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) config.connectTimeout().toMillis())
        .keepAliveTime(config.pingInterval().toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveTimeout(config.pingTimeout().toNanos(), TimeUnit.NANOSECONDS)
        .build();
  }

  private static NettyChannelBuilder tcp(Address.Tcp address, ClientConfig config) {
    ChannelCredentials credentials =
        address.isTls() ? Tls.credentials(config.tls()) : InsecureChannelCredentials.create();
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(address.host(), address.port(), credentials);
    if (!address.serverName().equals(address.host())) {
      builder.overrideAuthority(address.serverName() + ":" + address.port());
    }
    return builder;
  }

  private static NettyChannelBuilder unixSocket(Address.UnixSocket address) {
    return NettyChannelBuilder.forAddress(
            new DomainSocketAddress(address.path().toFile()), InsecureChannelCredentials.create())
        .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
        .overrideAuthority("localhost");
  }
}
