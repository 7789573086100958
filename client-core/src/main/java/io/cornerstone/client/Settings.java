package io.cornerstone.client;

import io.cornerstone.client.internal.config.ConfigFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names and values of a configuration, each with where it came from.
 *
 * @param values by name, as in {@code call-timeout}
 * @param labels how messages call a name, where that is not the name itself
 */
record Settings(Map<String, String> values, Map<String, String> labels) {
  private static final String OURS = "CORNERSTONE_CLIENT_";
  private static final String FILE = OURS + "CONFIG";
  private static final Map<String, String> ETCDCTL =
      Map.of(
          "ETCDCTL_ENDPOINTS", "endpoints",
          "ETCDCTL_DIAL_TIMEOUT", "connect-timeout",
          "ETCDCTL_COMMAND_TIMEOUT", "call-timeout",
          "ETCDCTL_KEEPALIVE_TIME", "ping-interval",
          "ETCDCTL_KEEPALIVE_TIMEOUT", "ping-timeout",
          "ETCDCTL_CACERT", "trusted-ca-file",
          "ETCDCTL_CERT", "cert-file",
          "ETCDCTL_KEY", "key-file");

  private Settings() {
    this(new TreeMap<>(), new TreeMap<>());
  }

  static Settings of(Map<String, String> values) {
    return new Settings(new TreeMap<>(values), Map.of());
  }

  static Settings ofFile(Path file) {
    Settings settings = new Settings();
    ConfigFile.read(file).forEach((name, value) -> settings.put(name, value, name + " in " + file));
    return settings;
  }

  static Settings ofEnvironment(Map<String, String> environment) {
    Settings settings = ofEtcdctl(environment);
    String file = environment.getOrDefault(FILE, "");
    if (!file.isEmpty()) {
      settings.putAll(ofFile(Path.of(file)));
    }
    settings.putAll(ofOurs(environment));
    return settings;
  }

  private static Settings ofOurs(Map<String, String> environment) {
    Settings settings = new Settings();
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith(OURS) && !variable.equals(FILE) && !value.isEmpty()) {
            String name =
                variable.substring(OURS.length()).toLowerCase(Locale.ROOT).replace('_', '-');
            settings.put(name, value, variable);
          }
        });
    return settings;
  }

  private static Settings ofEtcdctl(Map<String, String> environment) {
    Settings settings = new Settings();
    String domain = environment.getOrDefault("ETCDCTL_DISCOVERY_SRV", "");
    if (!domain.isEmpty()) {
      settings.put("endpoints", "srv://" + domain, "ETCDCTL_DISCOVERY_SRV");
    }
    ETCDCTL.forEach(
        (variable, name) -> {
          String value = environment.getOrDefault(variable, "");
          if (!value.isEmpty()) {
            settings.put(name, value, variable);
          }
        });
    String user = environment.getOrDefault("ETCDCTL_USER", "");
    String password = environment.getOrDefault("ETCDCTL_PASSWORD", "");
    int colon = user.indexOf(':');
    if (colon >= 0) {
      settings.put("user", user.substring(0, colon), "ETCDCTL_USER");
      settings.put("password", user.substring(colon + 1), "ETCDCTL_USER");
    } else if (!user.isEmpty()) {
      settings.put("user", user, "ETCDCTL_USER");
      if (!password.isEmpty()) {
        settings.put("password", password, "ETCDCTL_PASSWORD");
      }
    }
    return settings;
  }

  /** How messages call a setting. */
  String label(String name) {
    return labels.getOrDefault(name, name);
  }

  private void put(String name, String value, String label) {
    values.put(name, value);
    labels.put(name, label);
  }

  /** What is set there goes before what is set here; nobody is given another's password. */
  private void putAll(Settings stronger) {
    if (stronger.values.containsKey("user")) {
      values.remove("password");
    }
    values.putAll(stronger.values);
    labels.putAll(stronger.labels);
  }
}
