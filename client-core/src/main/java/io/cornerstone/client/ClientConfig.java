package io.cornerstone.client;

import io.cornerstone.client.internal.address.EndpointSpec;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a client behaves. Immutable; change {@link #DEFAULT} with the {@code with…} methods, or use a
 * {@link #builder()}.
 *
 * <pre>{@code
 * ClientConfig config =
 *     ClientConfig.builder()
 *         .endpoints(List.of("https://a:2379", "https://b:2379"))
 *         .credentials(new Credentials("anna", password))
 *         .callTimeout(Duration.ofSeconds(3))
 *         .build();
 * }</pre>
 *
 * <p>Safe for all threads.
 */
public final class ClientConfig {
  /** One member on this machine. */
  public static final ClientConfig DEFAULT = new Builder().build();

  private final List<String> endpoints;
  private final Duration callTimeout;
  private final Duration connectTimeout;
  private final Duration pingInterval;
  private final Duration pingTimeout;
  private final Backoff backoff;
  private final @Nullable Executor suppliedExecutor;
  private final @Nullable Credentials credentials;
  private final TlsFiles tls;
  private final Duration memberSyncInterval;
  private final @Nullable Duration tokenTtl;
  private final int watchStreamsMax;

  private ClientConfig(Builder from) {
    endpoints = List.copyOf(from.endpoints);
    callTimeout = from.callTimeout;
    connectTimeout = from.connectTimeout;
    pingInterval = from.pingInterval;
    pingTimeout = from.pingTimeout;
    backoff = from.backoff;
    suppliedExecutor = from.suppliedExecutor;
    credentials = from.credentials;
    tls = from.tls;
    memberSyncInterval = from.memberSyncInterval;
    tokenTtl = from.tokenTtl;
    watchStreamsMax = from.watchStreamsMax;
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("at least one endpoint is needed");
    }
    endpoints.forEach(EndpointSpec::parse);
    Limit.CALL_TIMEOUT.check(callTimeout);
    Limit.CONNECT_TIMEOUT.check(connectTimeout);
    Limit.PING_INTERVAL.check(pingInterval);
    Limit.PING_TIMEOUT.check(pingTimeout);
    Limit.MEMBER_SYNC_INTERVAL.check(memberSyncInterval);
    tokenTtl().ifPresent(Limit.TOKEN_TTL::check);
    WatchStreams.check(watchStreamsMax, "watchStreamsMax");
  }

  /** A builder that starts from {@link #DEFAULT}. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads a configuration from names and values, as a properties file has them.
   *
   * <p>The names are {@code endpoints} (separated by commas), {@code user}, {@code password},
   * {@code call-timeout}, {@code connect-timeout}, {@code ping-interval}, {@code ping-timeout},
   * {@code backoff-first}, {@code backoff-max}, {@code member-sync-interval}, {@code token-ttl},
   * {@code watch-streams-max}, {@code trusted-ca-file}, {@code cert-file} and {@code key-file};
   * what is missing has its default. Durations are written as {@code 500ms}, {@code 5s}, {@code
   * 1h30m} or as {@link Duration#parse} reads them.
   *
   * @throws IllegalArgumentException if a name is unknown or a value malformed or out of bounds;
   *     the message has the name, and the bounds
   */
  public static ClientConfig fromProperties(Map<String, String> properties) {
    return ConfigReader.read(Settings.of(properties));
  }

  /**
   * Reads a configuration from a file: YAML if its name ends with {@code .yaml} or {@code .yml},
   * else properties, in UTF-8 both. The names are those of {@link #fromProperties}; in YAML {@code
   * endpoints} may be a list. YAML needs the library {@code org.snakeyaml:snakeyaml-engine}, which
   * the client does not bring.
   *
   * <p>Blocks while it reads.
   *
   * @throws UncheckedIOException if the file cannot be read
   * @throws IllegalArgumentException if it is malformed, as {@link #fromProperties} says
   * @throws IllegalStateException if it is YAML, and the library is not there
   */
  public static ClientConfig fromFile(Path file) {
    return ConfigReader.read(Settings.ofFile(file));
  }

  /**
   * Reads a configuration from the variables of an environment, such as {@link System#getenv()}.
   * The first of these that has a setting wins:
   *
   * <ol>
   *   <li>{@code CORNERSTONE_CLIENT_} and a name of {@link #fromProperties} in capitals, with
   *       underscores: {@code CORNERSTONE_CLIENT_CALL_TIMEOUT};
   *   <li>the file that {@code CORNERSTONE_CLIENT_CONFIG} names; see {@link #fromFile};
   *   <li>variables of etcdctl: {@code ETCDCTL_ENDPOINTS} (separated by commas), {@code
   *       ETCDCTL_USER} (a name, or name and password separated by a colon), {@code
   *       ETCDCTL_PASSWORD}, {@code ETCDCTL_DIAL_TIMEOUT}, {@code ETCDCTL_COMMAND_TIMEOUT}, {@code
   *       ETCDCTL_KEEPALIVE_TIME}, {@code ETCDCTL_KEEPALIVE_TIMEOUT}, {@code ETCDCTL_CACERT},
   *       {@code ETCDCTL_CERT}, {@code ETCDCTL_KEY} and {@code ETCDCTL_DISCOVERY_SRV} (a domain,
   *       which counts if there are no endpoints).
   * </ol>
   *
   * <p>A password is taken only from where the user is named. All other variables are ignored, but
   * not those that begin with {@code CORNERSTONE_CLIENT_}. Empty variables count as missing.
   *
   * @throws IllegalArgumentException if a value is malformed or out of bounds, or a variable that
   *     begins with {@code CORNERSTONE_CLIENT_} is unknown; the message names the variable
   */
  public static ClientConfig fromEnvironment(Map<String, String> environment) {
    return ConfigReader.read(Settings.ofEnvironment(environment));
  }

  /** Members to talk to; default {@code http://127.0.0.1:2379}. See {@link Builder#endpoints}. */
  public List<String> endpoints() {
    return endpoints;
  }

  /** The deadline of a call that names none; default 5 s. */
  public Duration callTimeout() {
    return callTimeout;
  }

  /** How long one attempt to connect may take before another endpoint is tried; default 2 s. */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /**
   * How often a connection with an open stream is probed, at least 10 s (servers close connections
   * that ping faster); default 10 s.
   */
  public Duration pingInterval() {
    return pingInterval;
  }

  /** How long an answer to a probe may take before the connection counts as dead; default 5 s. */
  public Duration pingTimeout() {
    return pingTimeout;
  }

  /** The pauses between attempts. */
  public Backoff backoff() {
    return backoff;
  }

  /**
   * Where futures complete and listeners run; null for a small pool of daemon threads that the
   * client owns.
   */
  public @Nullable Executor suppliedExecutor() {
    return suppliedExecutor;
  }

  /** The executor that was supplied; empty if the client uses a pool of its own. */
  public Optional<Executor> callbackExecutor() {
    return Optional.ofNullable(suppliedExecutor);
  }

  /** Whom the client logs in as; empty, the default, for nobody. */
  public Optional<Credentials> credentials() {
    return Optional.ofNullable(credentials);
  }

  /** The files for connections to {@code https} endpoints. */
  public TlsFiles tls() {
    return tls;
  }

  /** How often the client asks the cluster for its members; zero, the default, for never. */
  public Duration memberSyncInterval() {
    return memberSyncInterval;
  }

  /** How long the server's tokens live; empty, the default, for what the tokens themselves say. */
  public Optional<Duration> tokenTtl() {
    return Optional.ofNullable(tokenTtl);
  }

  /** How many streams the watchers of the client are spread over at most; default 10. */
  public int watchStreamsMax() {
    return watchStreamsMax;
  }

  /**
   * The pauses between attempts: the first, doubling up to the longest, each with up to 20 % of
   * jitter. They also bound how long an endpoint that failed is passed over.
   *
   * @param first the first pause; default 25 ms
   * @param max the longest; default 1 s
   */
  public record Backoff(Duration first, Duration max) {
    /** 25 ms to 1 s. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(25), Duration.ofSeconds(1));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is not from 1 ms to 10 minutes or the first is above
     *     the longest
     */
    public Backoff {
      Limit.BACKOFF_FIRST.check(first);
      Limit.BACKOFF_MAX.check(max);
      if (max.compareTo(first) < 0) {
        throw new IllegalArgumentException("max must not be below first: " + max);
      }
    }
  }

  /** A builder that starts from this configuration. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.endpoints = endpoints;
    builder.callTimeout = callTimeout;
    builder.connectTimeout = connectTimeout;
    builder.pingInterval = pingInterval;
    builder.pingTimeout = pingTimeout;
    builder.backoff = backoff;
    builder.suppliedExecutor = suppliedExecutor;
    builder.credentials = credentials;
    builder.tls = tls;
    builder.memberSyncInterval = memberSyncInterval;
    builder.tokenTtl = tokenTtl;
    builder.watchStreamsMax = watchStreamsMax;
    return builder;
  }

  /** Members to talk to. */
  public ClientConfig withEndpoints(List<String> endpoints) {
    return toBuilder().endpoints(endpoints).build();
  }

  /** The deadline of a call that names none. */
  public ClientConfig withCallTimeout(Duration callTimeout) {
    return toBuilder().callTimeout(callTimeout).build();
  }

  /** How long one attempt to connect may take. */
  public ClientConfig withConnectTimeout(Duration connectTimeout) {
    return toBuilder().connectTimeout(connectTimeout).build();
  }

  /** How connections with an open stream are probed. */
  public ClientConfig withPing(Duration pingInterval, Duration pingTimeout) {
    return toBuilder().ping(pingInterval, pingTimeout).build();
  }

  /** The pauses between attempts. */
  public ClientConfig withBackoff(Backoff backoff) {
    return toBuilder().backoff(backoff).build();
  }

  /** Where futures complete and listeners run. See {@link Builder#callbackExecutor}. */
  public ClientConfig withCallbackExecutor(Executor executor) {
    return toBuilder().callbackExecutor(executor).build();
  }

  /** Whom the client logs in as. See {@link Builder#credentials}. */
  public ClientConfig withCredentials(Credentials credentials) {
    return toBuilder().credentials(credentials).build();
  }

  /** The files for connections to {@code https} endpoints; others do not use them. */
  public ClientConfig withTls(TlsFiles tls) {
    return toBuilder().tls(tls).build();
  }

  /** How often the client asks for the members. See {@link Builder#memberSyncInterval}. */
  public ClientConfig withMemberSyncInterval(Duration interval) {
    return toBuilder().memberSyncInterval(interval).build();
  }

  /** How long the server's tokens live. See {@link Builder#tokenTtl}. */
  public ClientConfig withTokenTtl(Duration tokenTtl) {
    return toBuilder().tokenTtl(tokenTtl).build();
  }

  /** How many streams the watchers may use. See {@link Builder#watchStreamsMax}. */
  public ClientConfig withWatchStreamsMax(int watchStreamsMax) {
    return toBuilder().watchStreamsMax(watchStreamsMax).build();
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "ClientConfig[endpoints=" + endpoints + ", credentials=" + credentials + "]";
  }

  /** Collects a configuration. For one thread. */
  public static final class Builder {
    private List<String> endpoints = List.of("http://127.0.0.1:2379");
    private Duration callTimeout = Duration.ofSeconds(5);
    private Duration connectTimeout = Duration.ofSeconds(2);
    private Duration pingInterval = Duration.ofSeconds(10);
    private Duration pingTimeout = Duration.ofSeconds(5);
    private Backoff backoff = Backoff.DEFAULT;
    private @Nullable Executor suppliedExecutor;
    private @Nullable Credentials credentials;
    private TlsFiles tls = TlsFiles.DEFAULT;
    private Duration memberSyncInterval = Duration.ZERO;
    private @Nullable Duration tokenTtl;
    private int watchStreamsMax = WatchStreams.DEFAULT_MAX;

    private Builder() {}

    /**
     * Members to talk to. Each endpoint is one of
     *
     * <ul>
     *   <li>{@code host:port} or {@code http://host:port}: a plain port;
     *   <li>{@code https://host:port}: an encrypted one;
     *   <li>{@code unix:///path}: a Unix socket of this machine, on Linux;
     *   <li>{@code dns:///name:port} or {@code dns+https:///name:port}: every address of a name,
     *       each an endpoint of its own; certificates must bear the name. Without a port, 2379;
     *   <li>{@code srv://domain}: what the domain announces for {@code _etcd-client-ssl._tcp}, or,
     *       if that is nothing, for {@code _etcd-client._tcp}.
     * </ul>
     *
     * <p>Names of the last two kinds are looked up when the client starts, then every minute, and
     * when a member fails. {@code dns://server:port/name} and {@code srv://server:port/domain} ask
     * a certain name server.
     */
    public Builder endpoints(List<String> endpoints) {
      this.endpoints = endpoints;
      return this;
    }

    /** The deadline of a call that names none. */
    public Builder callTimeout(Duration callTimeout) {
      this.callTimeout = callTimeout;
      return this;
    }

    /** How long one attempt to connect may take. */
    public Builder connectTimeout(Duration connectTimeout) {
      this.connectTimeout = connectTimeout;
      return this;
    }

    /** How connections with an open stream are probed. */
    public Builder ping(Duration pingInterval, Duration pingTimeout) {
      this.pingInterval = pingInterval;
      this.pingTimeout = pingTimeout;
      return this;
    }

    /** The pauses between attempts. */
    public Builder backoff(Backoff backoff) {
      this.backoff = backoff;
      return this;
    }

    /**
     * Where futures complete and listeners run. The client never closes it.
     *
     * <p>{@code Runnable::run} completes on the thread that received the answer, which saves the
     * hop to another thread. Then nothing that runs there may block or take long: it would hold up
     * every other call, watch and keep-alive of the client.
     */
    public Builder callbackExecutor(Executor executor) {
      this.suppliedExecutor = executor;
      return this;
    }

    /**
     * Whom the client logs in as. It logs in when the first call is made, and again when a server
     * says that the token is not good any more: once, however many calls are waiting for it. With a
     * server that does not control access, they are not used.
     */
    public Builder credentials(Credentials credentials) {
      this.credentials = credentials;
      return this;
    }

    /** The files for connections to {@code https} endpoints; others do not use them. */
    public Builder tls(TlsFiles tls) {
      this.tls = tls;
      return this;
    }

    /**
     * How often the client asks the cluster for its members, give or take a fifth, and goes on with
     * what they announce instead of the endpoints above; zero, the default, for never. A list is
     * adopted only if a member on it answers, and only encrypted addresses are if all endpoints
     * above are encrypted. If no learned member answers any more, the endpoints above hold again.
     */
    public Builder memberSyncInterval(Duration memberSyncInterval) {
      this.memberSyncInterval = memberSyncInterval;
      return this;
    }

    /**
     * How long the server's tokens live ({@code --auth-token-ttl}): the client logs in again when
     * about three fifths of that are over, calls go on meanwhile, and streams are opened anew. JSON
     * web tokens say themselves when they end. By default other tokens are renewed only when a
     * server refuses them.
     */
    public Builder tokenTtl(Duration tokenTtl) {
      this.tokenTtl = tokenTtl;
      return this;
    }

    /**
     * How many streams the watchers of the client are spread over at most, from 1 to 100; default
     * 10. A hundred watchers share one stream before there is another, so that most clients have
     * one. More than one is for changes that concern many watchers: etcd holds 128 answers for a
     * stream and hands out the others in steps of 10 ms.
     */
    public Builder watchStreamsMax(int watchStreamsMax) {
      this.watchStreamsMax = watchStreamsMax;
      return this;
    }

    /**
     * The configuration.
     *
     * @throws IllegalArgumentException if there is no endpoint or one is malformed, or a value is
     *     out of its bounds, which the message has
     */
    public ClientConfig build() {
      return new ClientConfig(this);
    }
  }
}
