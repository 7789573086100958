package io.cornerstone.ctl.run;

import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.Credentials;
import io.cornerstone.client.TlsFiles;
import io.cornerstone.ctl.print.Form;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has. Each can come from a variable {@code ETCDCTL_NAME} too. */
public final class GlobalOptions {
  private static final Duration PING_INTERVAL_MIN = Duration.ofSeconds(10);

  @Option(
      names = "--endpoints",
      split = ",",
      scope = ScopeType.INHERIT,
      paramLabel = "host:port",
      description = "Members of the cluster, separated by commas; default 127.0.0.1:2379.")
  private List<String> endpoints = new ArrayList<>(List.of("127.0.0.1:2379"));

  @Option(
      names = {"-w", "--write-out"},
      scope = ScopeType.INHERIT,
      paramLabel = "form",
      description = "simple (default), json, fields or table.")
  private String writeOut = "simple";

  @Option(
      names = "--hex",
      scope = ScopeType.INHERIT,
      description = "Write keys and values in hexadecimal in the simple form.")
  private boolean hex;

  @Option(
      names = "--dial-timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "duration",
      description = "How long to try to connect to one endpoint; default 2s.")
  private Duration dialTimeout = Duration.ofSeconds(2);

  @Option(
      names = "--command-timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "duration",
      description = "How long a request may take; default 5s.")
  private Duration commandTimeout = Duration.ofSeconds(5);

  @Option(
      names = "--keepalive-time",
      scope = ScopeType.INHERIT,
      paramLabel = "duration",
      description = "How often a connection in use is probed; at least 10s, the default.")
  private Duration keepaliveTime = PING_INTERVAL_MIN;

  @Option(
      names = "--keepalive-timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "duration",
      description = "How long an answer to a probe may take; default 6s.")
  private Duration keepaliveTimeout = Duration.ofSeconds(6);

  @Option(
      names = "--user",
      scope = ScopeType.INHERIT,
      paramLabel = "name[:password]",
      description = "Whom to log in as; asks for the password if there is none.")
  private String user = "";

  @Option(
      names = "--password",
      scope = ScopeType.INHERIT,
      paramLabel = "password",
      description = "The password, if --user has none.")
  private String password = "";

  @Option(
      names = "--cacert",
      scope = ScopeType.INHERIT,
      paramLabel = "file",
      description = "Whom to trust, in PEM; makes endpoints without a scheme use TLS.")
  private String cacert = "";

  @Option(
      names = "--cert",
      scope = ScopeType.INHERIT,
      paramLabel = "file",
      description = "The own certificate, in PEM.")
  private String cert = "";

  @Option(
      names = "--key",
      scope = ScopeType.INHERIT,
      paramLabel = "file",
      description = "The private key of the own certificate, in PEM.")
  private String key = "";

  @Option(
      names = "--insecure-transport",
      scope = ScopeType.INHERIT,
      description = "Without TLS where an endpoint has no scheme; default true.")
  private boolean insecureTransport = true;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Say on the error stream what the client does and why a request failed.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print this help.")
  private boolean unusedHelp; // picocli tells that it was asked for.

  /** Makes the default options. */
  public GlobalOptions() {}

  /** The form of the output. */
  public Form form() {
    return Form.named(writeOut)
        .orElseThrow(() -> new Failure(Failure.BAD_FEATURE, "unsupported output format"));
  }

  /** Whether keys and values are written in hexadecimal. */
  public boolean isHex() {
    return hex;
  }

  /** Whether to say more of failures. */
  public boolean isDebug() {
    return debug;
  }

  /** The endpoints as they were given. */
  public List<String> endpoints() {
    return List.copyOf(endpoints);
  }

  /** How long a request may take. */
  public Duration commandTimeout() {
    return commandTimeout;
  }

  /** The configuration of the client. */
  public ClientConfig config(Console console) {
    try {
      ClientConfig.Builder builder =
          ClientConfig.builder()
              .endpoints(endpoints.stream().map(this::withScheme).toList())
              .callTimeout(commandTimeout)
              .connectTimeout(dialTimeout)
              .ping(longer(keepaliveTime, PING_INTERVAL_MIN), keepaliveTimeout)
              .tls(server().tls());
      Credentials credentials = credentials(user, password, console);
      return (credentials == null ? builder : builder.credentials(credentials)).build();
    } catch (IllegalArgumentException e) {
      throw Failure.arguments(String.valueOf(e.getMessage()));
    }
  }

  /** An endpoint with the scheme it means. */
  public String withScheme(String endpoint) {
    return server().withScheme(endpoint);
  }

  private Server server() {
    return new Server(cacert, cert, key, insecureTransport);
  }

  /**
   * How to talk to a cluster, as options say it.
   *
   * @param cacert whom to trust; empty for whom the JDK trusts
   * @param cert the own certificate; empty for none
   * @param key its private key
   * @param insecureTransport without TLS, where neither a scheme nor a file says otherwise
   */
  public record Server(String cacert, String cert, String key, boolean insecureTransport) {
    /** The files for the client. */
    public TlsFiles tls() {
      return new TlsFiles(file(cacert), file(cert), file(key));
    }

    /** An endpoint with the scheme it means. */
    public String withScheme(String endpoint) {
      boolean usesTls = !insecureTransport || !cacert.isEmpty() || !cert.isEmpty();
      return usesTls && !endpoint.contains("://") ? "https://" + endpoint : endpoint;
    }

    private static @Nullable Path file(String name) {
      return name.isEmpty() ? null : Path.of(name);
    }
  }

  /** Name and password from {@code --user} and {@code --password}; null if there is no user. */
  public static @Nullable Credentials credentials(String user, String password, Console console) {
    if (user.isEmpty()) {
      return null;
    }
    int colon = user.indexOf(':');
    if (!password.isEmpty()) {
      return new Credentials(user, password);
    }
    return colon < 0
        ? new Credentials(user, console.readPassword("Password: "))
        : new Credentials(user.substring(0, colon), user.substring(colon + 1));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
