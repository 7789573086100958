package io.cornerstone.server.cli;

import io.cornerstone.server.ServerConfig;
import io.cornerstone.server.ServerStartException;
import io.cornerstone.server.discovery.RegistryDiscovery;
import io.cornerstone.server.discovery.RegistrySettings;
import io.cornerstone.server.discovery.SrvDiscovery;
import io.cornerstone.server.discovery.SystemSrvLookup;
import io.cornerstone.server.member.Founding;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the founding members where the flags do not name them. A member that has data knows its
 * cluster, and asks nobody.
 */
final class Bootstrap {
  private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);

  private final FlagValues values;
  private final ServerConfig.Builder builder;
  private final ServerConfig config; // As it is before.

  private Bootstrap(FlagValues values, ServerConfig.Builder builder) {
    this.values = values;
    this.builder = builder;
    this.config = builder.build();
  }

  /**
   * The configuration with the founding members in it; may block for as long as they take to
   * appear.
   *
   * @throws ServerStartException if they cannot be found
   */
  static ServerConfig complete(ServerConfig.Builder builder, FlagValues values) {
    final DiscoverySettings settings = DiscoverySettings.of(values);
    final Bootstrap bootstrap = new Bootstrap(values, builder);
    if (!settings.isOn()) {
      return bootstrap.config;
    }
    if (bootstrap.hasData()) {
      log.info("discovery is skipped, the member has data: name={}", bootstrap.config.name());
      return bootstrap.config;
    }
    try {
      return settings.srvDomain().isEmpty()
          ? bootstrap.byRegistry(settings)
          : bootstrap.byDns(settings);
    } catch (IOException e) {
      throw new ServerStartException(OneLine.of(e), e);
    }
  }

  private boolean hasData() {
    return config
        .walDir()
        .or(() -> config.dataDir().map(dir -> dir.resolve("member/wal")))
        .map(Bootstrap::hasSegments)
        .orElse(false);
  }

  /** The log is what a member makes last; its directory may be there before. */
  private static boolean hasSegments(Path walDir) {
    final String[] segments = walDir.toFile().list((dir, name) -> name.endsWith(".wal"));
    return segments != null && segments.length > 0;
  }

  private ServerConfig byDns(DiscoverySettings settings) throws IOException {
    final Map<String, List<URI>> members =
        new SrvDiscovery(new SystemSrvLookup())
            .find(
                settings.srvDomain(),
                settings.srvName(),
                config.name(),
                config.initialAdvertisePeerUrls());
    log.info("members found in DNS: domain={} members={}", settings.srvDomain(), members);
    final List<URI> own = members.getOrDefault(config.name(), List.of());
    return builder.initialCluster(members).initialAdvertisePeerUrls(own).build();
  }

  private ServerConfig byRegistry(DiscoverySettings settings) throws IOException {
    final String name = config.name();
    final List<String> urls =
        config.initialAdvertisePeerUrls().stream().map(URI::toString).sorted().toList();
    final long id = Founding.of(name, Map.of(name, urls), settings.token()).identity().memberId();
    final String member =
        urls.stream().map(url -> name + "=" + url).collect(Collectors.joining(","));
    final String cluster =
        new RegistryDiscovery(registry(settings), Bootstrap::pause).join(id, member);
    try {
      return builder
          .initialCluster(UrlParser.parseMembers(cluster))
          .initialClusterToken(settings.token())
          .build();
    } catch (FlagType.BadValueException e) {
      throw new IOException("discovery: invalid peer URL: " + e.getMessage(), e);
    }
  }

  private static void pause(Duration length) {
    LockSupport.parkNanos(length.toNanos());
  }

  private RegistrySettings registry(DiscoverySettings settings) {
    return new RegistrySettings(
        settings.endpoints(),
        settings.token(),
        settings.dialTimeout(),
        settings.requestTimeout(),
        values.get(DiscoveryFlags.DISCOVERY_KEEPALIVE_TIME),
        values.get(DiscoveryFlags.DISCOVERY_KEEPALIVE_TIMEOUT),
        tls(),
        settings.user(),
        settings.password());
  }

  private Optional<RegistrySettings.Tls> tls() {
    final RegistrySettings.Tls tls =
        new RegistrySettings.Tls(
            values.get(DiscoveryFlags.DISCOVERY_CERT),
            values.get(DiscoveryFlags.DISCOVERY_KEY),
            values.get(DiscoveryFlags.DISCOVERY_CACERT),
            values.get(DiscoveryFlags.DISCOVERY_INSECURE_SKIP_TLS_VERIFY));
    final boolean isPlain =
        values.get(DiscoveryFlags.DISCOVERY_INSECURE_TRANSPORT)
            && tls.equals(RegistrySettings.Tls.DEFAULT);
    return isPlain ? Optional.empty() : Optional.of(tls);
  }
}
