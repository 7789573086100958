package io.cornerstone.server.cli;

import java.util.Set;

/** The flags about who may connect and what callers may do. */
final class SecurityFlags {
  private static final String NO_TLS = "the server has no TLS yet";
  private static final String NO_AUTH = "the server has no users and logins yet";
  private static final FlagTable TABLE = new FlagTable();
  private static final FlagGroup IN_SECURITY = new FlagGroup(TABLE, Flag.Group.SECURITY);

  static {
    IN_SECURITY.refuses(
        "cert-file", FlagType.TEXT, "", "Certificate that clients are shown.", NO_TLS);
    IN_SECURITY.refuses("key-file", FlagType.TEXT, "", "Key of that certificate.", NO_TLS);
    IN_SECURITY.refuses(
        "client-cert-file",
        FlagType.TEXT,
        "",
        "Certificate that the server shows when it calls itself.",
        NO_TLS);
    IN_SECURITY.refuses("client-key-file", FlagType.TEXT, "", "Key of that certificate.", NO_TLS);
    IN_SECURITY.refuses(
        "client-cert-auth", FlagType.SWITCH, "false", "Ask clients for certificates.", NO_TLS);
    IN_SECURITY.refuses(
        "trusted-ca-file",
        FlagType.TEXT,
        "",
        "Authority that certificates of clients must come from.",
        NO_TLS);
    IN_SECURITY.refuses(
        "client-crl-file", FlagType.TEXT, "", "Certificates of clients that are revoked.", NO_TLS);
    IN_SECURITY.refuses(
        "client-cert-allowed-hostname",
        FlagType.LIST,
        "",
        "Host names, one of which a certificate of a client must have.",
        NO_TLS);
    IN_SECURITY.refuses(
        "auto-tls", FlagType.SWITCH, "false", "Make a certificate for clients.", NO_TLS);
    IN_SECURITY.refuses(
        "peer-cert-file", FlagType.TEXT, "", "Certificate that members are shown.", NO_TLS);
    IN_SECURITY.refuses("peer-key-file", FlagType.TEXT, "", "Key of that certificate.", NO_TLS);
    IN_SECURITY.refuses(
        "peer-client-cert-file",
        FlagType.TEXT,
        "",
        "Certificate to show to other members.",
        NO_TLS);
    IN_SECURITY.refuses(
        "peer-client-key-file", FlagType.TEXT, "", "Key of that certificate.", NO_TLS);
    IN_SECURITY.refuses(
        "peer-client-cert-auth", FlagType.SWITCH, "false", "Ask members for certificates.", NO_TLS);
    IN_SECURITY.refuses(
        "peer-trusted-ca-file",
        FlagType.TEXT,
        "",
        "Authority that certificates of members must come from.",
        NO_TLS);
    IN_SECURITY.refuses(
        "peer-crl-file", FlagType.TEXT, "", "Certificates of members that are revoked.", NO_TLS);
    IN_SECURITY.refuses(
        "peer-cert-allowed-cn",
        FlagType.LIST,
        "",
        "Common names, one of which a certificate of a member must have.",
        NO_TLS);
    IN_SECURITY.refuses(
        "peer-cert-allowed-hostname",
        FlagType.LIST,
        "",
        "Host names, one of which a certificate of a member must have.",
        NO_TLS);
    IN_SECURITY.refuses(
        "peer-auto-tls", FlagType.SWITCH, "false", "Make a certificate for members.", NO_TLS);
    IN_SECURITY.refuses(
        "peer-skip-client-san-verification",
        FlagType.SWITCH,
        "false",
        "Do not look at the host names in certificates of members.",
        NO_TLS);
    IN_SECURITY.refuses(
        "self-signed-cert-validity",
        FlagType.number(0, Long.MAX_VALUE, "years"),
        "1",
        "Life of certificates that are made.",
        NO_TLS);
    IN_SECURITY.refuses(
        "cipher-suites", FlagType.LIST, "", "Cipher suites that may be used.", NO_TLS);
    IN_SECURITY.refuses(
        "tls-min-version",
        FlagType.setting("TLS1.2", "TLS1.3"),
        "TLS1.2",
        "Oldest version of TLS.",
        NO_TLS);
    IN_SECURITY.refuses(
        "tls-max-version",
        FlagType.setting("", "TLS1.2", "TLS1.3"),
        "",
        "Newest version of TLS; empty is the newest there is.",
        NO_TLS);
  }

  static final Flag<Set<String>> CORS =
      IN_SECURITY.works(
          "cors",
          FlagType.WORDS,
          "*",
          "Origins whose pages may call, separated by commas; empty or * is all.");

  static final Flag<Set<String>> HOST_WHITELIST =
      IN_SECURITY.works(
          "host-whitelist",
          FlagType.WORDS,
          "*",
          "Names that the Host header of an HTTP request may have; empty or * is all.");

  private static final FlagGroup IN_AUTH = new FlagGroup(TABLE, Flag.Group.AUTH);

  static {
    IN_AUTH.refuses(
        "auth-token",
        FlagType.TEXT,
        "simple",
        "Kind of tokens: simple, or jwt with its options.",
        NO_AUTH);
    IN_AUTH.refuses(
        "auth-token-ttl",
        FlagType.number(0, Long.MAX_VALUE, "seconds"),
        "300",
        "Life of a simple token, in seconds.",
        NO_AUTH);
    IN_AUTH.refuses(
        "bcrypt-cost",
        FlagType.number(4, 31, "rounds (as a power of two)"),
        "10",
        "Cost of a hash of a password.",
        NO_AUTH);
  }

  private SecurityFlags() {}

  static FlagTable table() {
    return TABLE;
  }
}
