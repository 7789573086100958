package io.cornerstone.server.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where a registry is, and how to talk to it.
 *
 * @param endpoints of the cluster that keeps it: {@code http://host:port}, {@code
 *     https://host:port} or {@code host:port}; any that answers will do
 * @param token what the new cluster is called in the registry
 * @param dialTimeout for one connection. Default 2 s.
 * @param requestTimeout for one request. Default 5 s.
 * @param keepAliveTime pause between two signs of life on a silent connection. Default 2 s.
 * @param keepAliveTimeout silence after one that ends a connection. Default 6 s.
 * @param tls files and rules for https; empty is plain text, save where an endpoint says https
 * @param user to log in as; empty is nobody
 * @param password of that user
 */
public record RegistrySettings(
    List<String> endpoints,
    String token,
    Duration dialTimeout,
    Duration requestTimeout,
    Duration keepAliveTime,
    Duration keepAliveTimeout,
    Optional<Tls> tls,
    String user,
    String password) {

  /**
   * How the registry is known, and this member to it. Empty texts stand for nothing given.
   *
   * @param certificateFile of this member, with its key
   * @param authorityFile that the registry's certificate must come from; else the JVM's own
   * @param isUnchecked whether any certificate will do; for tests
   */
  public record Tls(
      String certificateFile, String keyFile, String authorityFile, boolean isUnchecked) {
    public static final Tls DEFAULT = new Tls("", "", "", false);
  }

  public RegistrySettings {
    endpoints = List.copyOf(endpoints);
  }

  /** With etcd's times, in plain text and without a login. */
  public static RegistrySettings of(List<String> endpoints, String token) {
    return new RegistrySettings(
        endpoints,
        token,
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        Duration.ofSeconds(6),
        Optional.empty(),
        "",
        "");
  }

  /** No password in a log. */
  @Override
  public String toString() {
    return "RegistrySettings[" + String.join(",", endpoints) + "]";
  }
}
