package io.cornerstone.server;

import io.cornerstone.server.http.HttpRules;
import io.cornerstone.server.http.HttpServices;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;

/** What a port answers in HTTP, which is bound before there is anything to answer. Any thread. */
final class LateHttp {
  private volatile HttpServices services;

  LateHttp(HttpRules rules) {
    this.services = HttpServices.starting(rules);
  }

  /** From now on new connections get these services. */
  void serve(HttpServices services) {
    this.services = services;
  }

  /** On an event loop: somebody has connected who speaks HTTP/1.1. */
  ChannelHandler newConnection() {
    return services.newConnection();
  }
}
