package io.cornerstone.client.internal.config;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Names and values from a file: properties or YAML, as its name says. */
public final class ConfigFile {
  private ConfigFile() {}

  /**
   * Reads a file.
   *
   * @throws UncheckedIOException if that fails
   * @throws IllegalArgumentException if it is not a list of names and values
   * @throws IllegalStateException if it is YAML, and the library for that is not there
   */
  public static Map<String, String> read(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      return isYaml(file) ? yaml(file, reader) : properties(file, reader);
    } catch (IOException e) {
      throw new UncheckedIOException("the configuration cannot be read from " + file, e);
    }
  }

  private static boolean isYaml(Path file) {
    String name = file.toString();
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  private static Map<String, String> yaml(Path file, Reader reader) {
    try {
      return YamlSettings.read(file, reader);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          file + " is YAML, which needs org.snakeyaml:snakeyaml-engine on the class path", e);
    }
  }

  private static Map<String, String> properties(Path file, Reader reader) throws IOException {
    Properties properties = new Properties();
    try {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " is malformed: " + e.getMessage(), e);
    }
    Map<String, String> settings = new TreeMap<>();
    properties.stringPropertyNames().forEach(name -> settings.put(name, value(properties, name)));
    return settings;
  }

  private static String value(Properties properties, String name) {
    return properties.getProperty(name, "");
  }
}
