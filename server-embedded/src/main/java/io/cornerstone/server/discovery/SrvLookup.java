package io.cornerstone.server.discovery;

import java.io.IOException;
import java.util.List;

/** Asks the DNS for services. */
@FunctionalInterface
public interface SrvLookup {
  /**
   * Where a service is offered.
   *
   * @param target the host, without a dot at its end
   */
  record Target(String target, int port) {}

  /**
   * The SRV records of a name like {@code _etcd-server._tcp.example.com}.
   *
   * @throws IOException if there is no such name, or nobody answers
   */
  List<Target> find(String name) throws IOException;
}
