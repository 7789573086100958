package io.cornerstone.server;

import io.cornerstone.server.peer.EventLoops;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The listening sockets for one kind of callers: clients, or peers. */
final class Port {
  private static final long CLOSE_MILLIS = 200;

  private final List<Server> servers;
  private final List<URI> urls;
  private final LateServices services;

  private Port(List<Server> servers, List<URI> urls, LateServices services) {
    this.servers = servers;
    this.urls = urls;
    this.services = services;
  }

  /**
   * Binds every URL. Calls are refused as "starting" until {@link #serve}.
   *
   * @param credentials say how connections begin
   * @throws ServerStartException naming the URL that cannot be bound
   */
  static Port bind(
      List<URI> wanted,
      EventLoops loops,
      ServerCredentials credentials,
      UnaryOperator<NettyServerBuilder> settings) {
    final LateServices services = new LateServices();
    final List<Server> servers = new ArrayList<>();
    final List<URI> bound = new ArrayList<>();
    try {
      for (URI url : wanted) {
        final NettyServerBuilder builder =
            UnixUrl.is(url)
                ? loops.server(UnixUrl.freeFile(url), credentials)
                : loops.server(address(url), credentials);
        final Server server = settings.apply(builder).fallbackHandlerRegistry(services).build();
        start(server, url);
        servers.add(server);
        bound.add(boundUrl(url, server));
      }
    } catch (RuntimeException e) {
      servers.forEach(Server::shutdownNow);
      throw e;
    }
    return new Port(servers, bound, services);
  }

  /** The URLs with the ports that were really bound. */
  List<URI> urls() {
    return urls;
  }

  /** What {@link #serve} has been given, by name; null if it is not there. */
  @Nullable ServerMethodDefinition<?, ?> method(String fullMethodName) {
    return services.find(fullMethodName);
  }

  void serve(List<ServerServiceDefinition> definitions) {
    services.serve(definitions);
  }

  /** When a silent client is pinged, and who pings too often. */
  static NettyServerBuilder configurePings(NettyServerBuilder builder, ConnectionLimits limits) {
    final boolean pings = !limits.pingInterval().isZero() && !limits.pingTimeout().isZero();
    if (pings) {
      builder
          .keepAliveTime(limits.pingInterval().toNanos(), TimeUnit.NANOSECONDS)
          .keepAliveTimeout(limits.pingTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } else {
      builder.keepAliveTime(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }
    return builder
        .permitKeepAliveTime(limits.pingPauseMin().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveWithoutCalls(false);
  }

  /** Ends all calls and connections, with a goodbye. */
  void close() {
    servers.forEach(Server::shutdownNow);
    for (Server server : servers) {
      try {
        server.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    urls.stream().filter(UnixUrl::is).forEach(UnixUrl::deleteFile);
  }

  private static SocketAddress address(URI url) {
    try {
      return new InetSocketAddress(InetAddress.getByName(url.getHost()), url.getPort());
    } catch (UnknownHostException e) {
      throw new ServerStartException("cannot listen on " + url + ": unknown host", e);
    }
  }

  private static void start(Server server, URI url) {
    try {
      server.start();
    } catch (IOException e) {
      final Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ServerStartException(
          "cannot listen on " + url + ": " + firstLine(cause.getMessage()), e);
    }
  }

  private static String firstLine(@Nullable String message) {
    return message == null
        ? "unknown reason"
        : message.lines().findFirst().orElse("unknown reason");
  }

  private static URI boundUrl(URI url, Server server) {
    return UnixUrl.is(url)
        ? url
        : URI.create(url.getScheme() + "://" + url.getHost() + ":" + server.getPort());
  }
}
