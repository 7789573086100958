package io.cornerstone.server;

import io.cornerstone.server.env.SystemClock;
import io.cornerstone.server.http.HttpRules;
import io.cornerstone.server.http.HttpServices;
import io.cornerstone.server.http.SharedPort;
import io.cornerstone.server.member.RunningMember;
import io.cornerstone.server.metrics.ServerMetrics;
import io.cornerstone.server.peer.EventLoops;
import io.cornerstone.server.rpc.RpcServices;
import io.cornerstone.server.rpc.SlowCalls;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.net.URI;
import java.util.List;

/**
 * Everything that listens for others than members: the client URLs, which speak gRPC and, unless
 * there are URLs for that alone, HTTP; and those for metrics.
 */
final class ClientPorts {
  private final ServerConfig config;
  private final EventLoops loops;
  private final ServerMetrics instruments;
  private final LateHttp http;
  private final LateHttp metricsHttp;
  private final Port clients;
  private final Port httpClients;
  private final Port metrics;

  private ClientPorts(ServerConfig config, EventLoops loops, ServerMetrics instruments, Undo undo) {
    final Listening listening = config.listening();
    this.config = config;
    this.loops = loops;
    this.instruments = instruments;
    this.http = new LateHttp(rules(config));
    this.metricsHttp = new LateHttp(rules(config));
    final boolean isShared = listening.clientHttpUrls().isEmpty();
    this.clients =
        isShared
            ? bind(config.listenClientUrls(), SharedPort.plaintext(http::newConnection), undo)
            : bindForGrpc(config.listenClientUrls(), undo);
    this.httpClients =
        bind(listening.clientHttpUrls(), SharedPort.httpAlone(http::newConnection), undo);
    this.metrics =
        bind(listening.metricsUrls(), SharedPort.httpAlone(metricsHttp::newConnection), undo);
  }

  /**
   * Binds every URL. Calls and requests are refused as "starting" until {@link #serve}.
   *
   * @throws ServerStartException naming the URL that cannot be bound
   */
  static ClientPorts bind(ServerConfig config, EventLoops loops, ServerMetrics instruments) {
    final Undo undo = new Undo();
    try {
      return new ClientPorts(config, loops, instruments, undo);
    } catch (RuntimeException e) {
      undo.run();
      throw e;
    }
  }

  private Port bind(List<URI> urls, ServerCredentials credentials, Undo undo) {
    final Port port =
        Port.bind(urls, loops, credentials, builder -> SharedPort.configure(configure(builder)));
    undo.later(port::close);
    return port;
  }

  private Port bindForGrpc(List<URI> urls, Undo undo) {
    final Port port = Port.bind(urls, loops, InsecureServerCredentials.create(), this::configure);
    undo.later(port::close);
    return port;
  }

  private NettyServerBuilder configure(NettyServerBuilder builder) {
    final ConnectionLimits limits = config.connections();
    RpcServices.configure(builder, config.requestBytesMax())
        .maxConcurrentCallsPerConnection(limits.callsMax())
        .addStreamTracerFactory(instruments.bytes());
    Port.configurePings(builder, limits);
    return config.listening().sharesPorts() ? loops.sharingPort(builder) : builder;
  }

  List<URI> urls() {
    return clients.urls();
  }

  List<URI> httpUrls() {
    return httpClients.urls();
  }

  List<URI> metricsUrls() {
    return metrics.urls();
  }

  void serve(RunningMember member) {
    final List<ServerServiceDefinition> services =
        RpcServices.all(member, config.electionTimeout(), instruments.calls());
    instruments.begin(services);
    clients.serve(SlowCalls.watch(services, member, new SystemClock(), config.slow().call()));
    final HttpRules rules = rules(config);
    http.serve(
        config.http().hasGateway()
            ? new HttpServices(member, clients::method, instruments, rules)
            : HttpServices.withoutGateway(member, instruments, rules));
    metricsHttp.serve(HttpServices.metricsAlone(member, instruments, rules));
  }

  private static HttpRules rules(ServerConfig config) {
    // JSON spells bytes in base64, which takes a third more.
    return new HttpRules(
        config.http().hostWhitelist(), config.http().corsOrigins(), 2 * config.requestBytesMax());
  }

  /** Ends all calls and connections, with a goodbye. */
  void close() {
    clients.close();
    httpClients.close();
    metrics.close();
  }
}
