package io.cornerstone.server.cli;

import java.util.Map;

/** The sections of a configuration file: which key in them stands for which flag. */
final class ConfigSections {
  private static final String CLIENT = "client-transport-security";
  private static final String PEER = "peer-transport-security";
  private static final String DISCOVERY = "discovery-config";
  private static final String DISCOVERY_CLIENT = DISCOVERY + ".client";

  private static final Map<String, Map<String, String>> SECTIONS =
      Map.of(
          CLIENT,
          Map.of(
              "cert-file", "cert-file",
              "key-file", "key-file",
              "client-cert-file", "client-cert-file",
              "client-key-file", "client-key-file",
              "client-cert-auth", "client-cert-auth",
              "trusted-ca-file", "trusted-ca-file",
              "auto-tls", "auto-tls",
              "allowed-hostname", "client-cert-allowed-hostname"),
          PEER,
          Map.of(
              "cert-file", "peer-cert-file",
              "key-file", "peer-key-file",
              "client-cert-file", "peer-client-cert-file",
              "client-key-file", "peer-client-key-file",
              "client-cert-auth", "peer-client-cert-auth",
              "trusted-ca-file", "peer-trusted-ca-file",
              "auto-tls", "peer-auto-tls",
              "allowed-cn", "peer-cert-allowed-cn",
              "allowed-hostname", "peer-cert-allowed-hostname",
              "skip-client-san-verification", "peer-skip-client-san-verification"),
          "socket-options",
          Map.of("reuse-port", "socket-reuse-port", "reuse-address", "socket-reuse-address"),
          DISCOVERY,
          Map.of("token", "discovery-token"),
          DISCOVERY_CLIENT,
          Map.of(
              "endpoints", "discovery-endpoints",
              "dial-timeout", "discovery-dial-timeout",
              "request-timeout", "discovery-request-timeout",
              "keepalive-time", "discovery-keepalive-time",
              "keepalive-timeout", "discovery-keepalive-timeout"),
          DISCOVERY_CLIENT + ".secure",
          Map.of(
              "cert", "discovery-cert",
              "key", "discovery-key",
              "cacert", "discovery-cacert",
              "insecure-transport", "discovery-insecure-transport",
              "insecure-skip-tls-verify", "discovery-insecure-skip-tls-verify"),
          DISCOVERY_CLIENT + ".auth",
          Map.of("username", "discovery-user", "password", "discovery-password"));

  /** Keys of the top level that are not named as their flag. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of("experimental-snapshot-catch-up-entries", "experimental-snapshot-catchup-entries");

  private ConfigSections() {}

  /** The flags of a section, by key; empty if {@code path} is none. */
  static Map<String, String> flags(String path) {
    return SECTIONS.getOrDefault(path, Map.of());
  }

  static String flagOf(String key) {
    return OTHER_NAMES.getOrDefault(key, key);
  }
}
