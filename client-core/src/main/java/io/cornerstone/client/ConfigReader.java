package io.cornerstone.client;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a configuration of settings. Messages name a setting, and never show a password. */
final class ConfigReader {
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Pattern PARTS = Pattern.compile("(\\d{1,9}(ms|s|m|h))+");

  private final Settings settings;
  private final Map<String, String> left;

  private ConfigReader(Settings settings) {
    this.settings = settings;
    this.left = new TreeMap<>(settings.values());
  }

  static ClientConfig read(Settings settings) {
    ConfigReader reader = new ConfigReader(settings);
    ClientConfig config = reader.config();
    if (!reader.left.isEmpty()) {
      List<String> names = reader.left.keySet().stream().map(settings::label).toList();
      throw new IllegalArgumentException("unknown settings: " + names);
    }
    return config;
  }

  private ClientConfig config() {
    ClientConfig basis = ClientConfig.DEFAULT;
    ClientConfig.Builder builder = ClientConfig.builder();
    readEndpoints(builder);
    readCredentials(builder);
    builder
        .tls(tls())
        .callTimeout(duration(Limit.CALL_TIMEOUT, basis.callTimeout()))
        .connectTimeout(duration(Limit.CONNECT_TIMEOUT, basis.connectTimeout()))
        .ping(
            duration(Limit.PING_INTERVAL, basis.pingInterval()),
            duration(Limit.PING_TIMEOUT, basis.pingTimeout()))
        .backoff(backoff(basis.backoff()))
        .memberSyncInterval(duration(Limit.MEMBER_SYNC_INTERVAL, basis.memberSyncInterval()));
    if (left.containsKey(Limit.TOKEN_TTL.key())) {
      builder.tokenTtl(duration(Limit.TOKEN_TTL, Duration.ZERO));
    }
    String watchStreams = left.remove("watch-streams-max");
    if (watchStreams != null) {
      builder.watchStreamsMax(
          WatchStreams.parse(watchStreams.trim(), settings.label("watch-streams-max")));
    }
    return builder.build();
  }

  private void readEndpoints(ClientConfig.Builder builder) {
    String text = left.remove("endpoints");
    if (text == null) {
      return;
    }
    List<String> endpoints =
        Stream.of(text.split(",", -1)).map(String::trim).filter(s -> !s.isEmpty()).toList();
    try {
      builder.endpoints(endpoints).build();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(settings.label("endpoints") + ": " + e.getMessage(), e);
    }
  }

  private void readCredentials(ClientConfig.Builder builder) {
    String user = left.remove("user");
    String password = left.remove("password");
    if (user != null) {
      builder.credentials(new Credentials(user, password == null ? "" : password));
    } else if (password != null) {
      throw new IllegalArgumentException(
          settings.label("password") + ": there is a password, but no user");
    }
  }

  private TlsFiles tls() {
    Path ca = path("trusted-ca-file");
    Path certificate = path("cert-file");
    Path key = path("key-file");
    if ((certificate == null) != (key == null)) {
      String there = settings.label(certificate == null ? "key-file" : "cert-file");
      String missing = certificate == null ? "cert-file" : "key-file";
      throw new IllegalArgumentException(there + " needs " + missing + " too");
    }
    return new TlsFiles(ca, certificate, key);
  }

  private ClientConfig.Backoff backoff(ClientConfig.Backoff basis) {
    Duration first = duration(Limit.BACKOFF_FIRST, basis.first());
    Duration max = duration(Limit.BACKOFF_MAX, basis.max());
    if (max.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "%s (%s) must not be below %s (%s)"
              .formatted(
                  settings.label(Limit.BACKOFF_MAX.key()),
                  max,
                  settings.label(Limit.BACKOFF_FIRST.key()),
                  first));
    }
    return new ClientConfig.Backoff(first, max);
  }

  private @Nullable Path path(String name) {
    String text = left.remove(name);
    return text == null ? null : Path.of(text);
  }

  private Duration duration(Limit limit, Duration otherwise) {
    String text = left.remove(limit.key());
    if (text == null) {
      return otherwise;
    }
    String label = settings.label(limit.key());
    Duration value = parse(label, text.trim());
    limit.check(value, label);
    return value;
  }

  private static Duration parse(String label, String text) {
    if (PARTS.matcher(text).matches()) {
      Duration sum = Duration.ZERO;
      Matcher part = PART.matcher(text);
      while (part.find()) {
        sum = sum.plus(amount(Long.parseLong(part.group(1)), part.group(2)));
      }
      return sum;
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          label + " is not a duration, such as 500ms, 5s or 2m: " + text, e);
    }
  }

  private static Duration amount(long amount, @Nullable String unit) {
    return switch (String.valueOf(unit)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }
}
