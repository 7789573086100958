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

/** Reads configurations from text. Messages name a setting, and never show a password. */
final class ConfigReader {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h)");

  private final Map<String, String> left;

  private ConfigReader(Map<String, String> settings) {
    this.left = new TreeMap<>(settings);
  }

  static ClientConfig read(Map<String, String> properties) {
    ConfigReader reader = new ConfigReader(properties);
    ClientConfig config = reader.config();
    if (!reader.left.isEmpty()) {
      throw new IllegalArgumentException("unknown settings: " + reader.left.keySet());
    }
    return config;
  }

  static ClientConfig readEnvironment(Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>();
    take(environment, "ETCDCTL_ENDPOINTS", settings, "endpoints");
    take(environment, "ETCDCTL_DIAL_TIMEOUT", settings, "connect-timeout");
    take(environment, "ETCDCTL_COMMAND_TIMEOUT", settings, "call-timeout");
    take(environment, "ETCDCTL_KEEPALIVE_TIME", settings, "ping-interval");
    take(environment, "ETCDCTL_KEEPALIVE_TIMEOUT", settings, "ping-timeout");
    take(environment, "ETCDCTL_CACERT", settings, "trusted-ca-file");
    take(environment, "ETCDCTL_CERT", settings, "cert-file");
    take(environment, "ETCDCTL_KEY", settings, "key-file");
    String user = environment.getOrDefault("ETCDCTL_USER", "");
    int colon = user.indexOf(':');
    if (colon >= 0) {
      settings.put("user", user.substring(0, colon));
      settings.put("password", user.substring(colon + 1));
    } else if (!user.isEmpty()) {
      settings.put("user", user);
      take(environment, "ETCDCTL_PASSWORD", settings, "password");
    }
    return read(settings);
  }

  private static void take(
      Map<String, String> environment, String variable, Map<String, String> settings, String name) {
    String value = environment.getOrDefault(variable, "");
    if (!value.isEmpty()) {
      settings.put(name, value);
    }
  }

  private ClientConfig config() {
    ClientConfig.Builder builder = ClientConfig.builder();
    String endpoints = left.remove("endpoints");
    if (endpoints != null) {
      builder.endpoints(list(endpoints));
    }
    String user = left.remove("user");
    String password = left.remove("password");
    if (user != null) {
      builder.credentials(new Credentials(user, password == null ? "" : password));
    } else if (password != null) {
      throw new IllegalArgumentException("there is a password, but no user");
    }
    ClientConfig basis = ClientConfig.DEFAULT;
    return builder
        .tls(new TlsFiles(path("trusted-ca-file"), path("cert-file"), path("key-file")))
        .callTimeout(duration("call-timeout", basis.callTimeout()))
        .connectTimeout(duration("connect-timeout", basis.connectTimeout()))
        .ping(
            duration("ping-interval", basis.pingInterval()),
            duration("ping-timeout", basis.pingTimeout()))
        .backoff(
            new ClientConfig.Backoff(
                duration("backoff-first", basis.backoff().first()),
                duration("backoff-max", basis.backoff().max())))
        .build();
  }

  private @Nullable Path path(String name) {
    String text = left.remove(name);
    return text == null ? null : Path.of(text);
  }

  private static List<String> list(String text) {
    return Stream.of(text.split(",", -1)).map(String::trim).filter(s -> !s.isEmpty()).toList();
  }

  private Duration duration(String name, Duration otherwise) {
    String text = left.remove(name);
    return text == null ? otherwise : parse(name, text.trim());
  }

  private static Duration parse(String name, String text) {
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      return amount(Long.parseLong(matcher.group(1)), matcher.group(2));
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(name + " is not a duration: " + text, e);
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
