package io.cornerstone.server.cli;

import java.time.Duration;
import java.util.Set;

/** The flags about finding the other founding members. */
final class DiscoveryFlags {
  private static final FlagTable TABLE = new FlagTable();
  private static final FlagGroup IN_DISCOVERY = new FlagGroup(TABLE, Flag.Group.DISCOVERY);

  static final Flag<String> DISCOVERY =
      IN_DISCOVERY.refuses(
          "discovery",
          FlagType.TEXT,
          "",
          "URL of a discovery service of etcd v2.",
          "there is no v2 discovery; use discovery-endpoints or discovery-srv");

  static {
    IN_DISCOVERY.accepts(
        "discovery-proxy",
        FlagType.TEXT,
        "",
        "HTTP proxy on the way to it.",
        "there is no v2 discovery");
  }

  static final Flag<String> DISCOVERY_FALLBACK =
      IN_DISCOVERY.works(
          "discovery-fallback",
          FlagType.choice("exit", "proxy"),
          "exit",
          "What happens when it fails: exit is all that is left.");

  static final Flag<String> DISCOVERY_SRV =
      IN_DISCOVERY.works(
          "discovery-srv",
          FlagType.TEXT,
          "",
          "DNS domain whose SRV records name the founding members.");

  static final Flag<String> DISCOVERY_SRV_NAME =
      IN_DISCOVERY.works(
          "discovery-srv-name",
          FlagType.TEXT,
          "",
          "Suffix of the name of the service in these records.");

  static final Flag<Set<String>> DISCOVERY_ENDPOINTS =
      IN_DISCOVERY.works(
          "discovery-endpoints",
          FlagType.LIST,
          "",
          "Endpoints of the cluster that serves as discovery service, separated by commas.");

  static final Flag<String> DISCOVERY_TOKEN =
      IN_DISCOVERY.works(
          "discovery-token", FlagType.TEXT, "", "What the new cluster is called there.");

  static final Flag<Duration> DISCOVERY_DIAL_TIMEOUT =
      IN_DISCOVERY.works(
          "discovery-dial-timeout",
          FlagType.duration(),
          "2s",
          "How long a connection to it may take.");

  static final Flag<Duration> DISCOVERY_REQUEST_TIMEOUT =
      IN_DISCOVERY.works(
          "discovery-request-timeout",
          FlagType.duration(),
          "5s",
          "How long one request to it may take.");

  static final Flag<Duration> DISCOVERY_KEEPALIVE_TIME =
      IN_DISCOVERY.works(
          "discovery-keepalive-time",
          FlagType.duration(),
          "2s",
          "Silence after which it is pinged.");

  static final Flag<Duration> DISCOVERY_KEEPALIVE_TIMEOUT =
      IN_DISCOVERY.works(
          "discovery-keepalive-timeout",
          FlagType.duration(),
          "6s",
          "How long its answer to a ping may take.");

  static final Flag<Boolean> DISCOVERY_INSECURE_TRANSPORT =
      IN_DISCOVERY.works(
          "discovery-insecure-transport", FlagType.SWITCH, "true", "Talk to it in plain text.");

  static final Flag<Boolean> DISCOVERY_INSECURE_SKIP_TLS_VERIFY =
      IN_DISCOVERY.works(
          "discovery-insecure-skip-tls-verify",
          FlagType.SWITCH,
          "false",
          "Take whatever certificate it shows; for tests alone.");

  static final Flag<String> DISCOVERY_CERT =
      IN_DISCOVERY.works("discovery-cert", FlagType.TEXT, "", "Certificate to show to it.");

  static final Flag<String> DISCOVERY_KEY =
      IN_DISCOVERY.works("discovery-key", FlagType.TEXT, "", "Key of that certificate.");

  static final Flag<String> DISCOVERY_CACERT =
      IN_DISCOVERY.works(
          "discovery-cacert", FlagType.TEXT, "", "Authority that its certificate must come from.");

  static final Flag<String> DISCOVERY_USER =
      IN_DISCOVERY.works(
          "discovery-user", FlagType.TEXT, "", "User to log in as, name or name:password.");

  static final Flag<String> DISCOVERY_PASSWORD =
      IN_DISCOVERY.works("discovery-password", FlagType.TEXT, "", "Password of that user.");

  private DiscoveryFlags() {}

  static FlagTable table() {
    return TABLE;
  }
}
