package io.cornerstone.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads a configuration file, in YAML or JSON: a key per flag, and sections for flags that belong
 * together. As with etcd a key is found in any case of its letters, the last of the same key
 * counts, one without value counts for nothing, and an unknown one is let be, with a warning.
 */
final class ConfigFile {
  /** Far more than all settings there are. */
  private static final long FILE_BYTES_MAX = 1 << 20;

  /** What etcd would quietly not find in a file. */
  private static final Set<String> NOT_IN_FILES =
      Set.of(
          "raft-read-timeout",
          "raft-write-timeout",
          "client-crl-file",
          "peer-crl-file",
          "version",
          "help",
          "config-file");

  private final FlagTable table;
  private final Map<String, FlagValues.Given> given = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();

  private ConfigFile(FlagTable table) {
    this.table = table;
  }

  /**
   * Reads and checks every value.
   *
   * @throws BadUsageException if the file cannot be read, or a value is not allowed
   */
  static FlagValues read(FlagTable table, String file) {
    try {
      Path path = Path.of(file);
      if (Files.size(path) > FILE_BYTES_MAX) {
        throw new BadUsageException("configuration file " + file + " is larger than 1 MiB");
      }
      return parse(table, Files.readString(path));
    } catch (NoSuchFileException e) {
      throw new BadUsageException("open " + file + ": no such file or directory");
    } catch (IOException | InvalidPathException e) {
      throw new BadUsageException("configuration file " + file + ": " + OneLine.of(e));
    }
  }

  /** As {@link #read}, of the text of a file. */
  static FlagValues parse(FlagTable table, String text) {
    ConfigFile file = new ConfigFile(table);
    ConfigText.document(text).ifPresent(file::readTop);
    return FlagValues.settle(table, file.given, file.warnings, true);
  }

  private void readTop(MappingNode document) {
    for (NodeTuple entry : document.getValue()) {
      String key = key(entry);
      if (ConfigText.isNull(entry.getValueNode())) {
        continue;
      }
      Map<String, String> section = ConfigSections.flags(key);
      if (!section.isEmpty()) {
        readSection(key, section, entry.getValueNode());
      } else if (NOT_IN_FILES.contains(key)) {
        throw new BadUsageException(
            "%s cannot be set in a configuration file".formatted(source(key, entry)));
      } else {
        readFlag(key, key, entry);
      }
    }
  }

  private void readSection(String path, Map<String, String> section, Node node) {
    if (!(node instanceof MappingNode entries)) {
      throw new BadUsageException("configuration file: " + path + " must have keys of its own");
    }
    for (NodeTuple entry : entries.getValue()) {
      String key = path + "." + key(entry);
      if (ConfigText.isNull(entry.getValueNode())) {
        continue;
      }
      Map<String, String> inner = ConfigSections.flags(key);
      if (!inner.isEmpty()) {
        readSection(key, inner, entry.getValueNode());
      } else {
        readFlag(key, section.getOrDefault(key(entry), ""), entry);
      }
    }
  }

  private void readFlag(String key, String name, NodeTuple entry) {
    Flag<?> flag = table.find(ConfigSections.flagOf(name));
    String source = source(key, entry);
    if (flag == null || flag.state().kind() == FlagState.Kind.FORGOTTEN) {
      warnings.add(source + " is unknown: ignored");
      return;
    }
    String text = ConfigText.flagText(flag.type().form(), entry.getValueNode(), source);
    if (text.isEmpty() && flag.type().parser() != FlagType.TEXT.parser()) {
      return; // No URL, for one, is no URL given.
    }
    flag.parse(text, source);
    given.put(flag.name(), new FlagValues.Given(text, source));
  }

  private static String key(NodeTuple entry) {
    return entry.getKeyNode() instanceof ScalarNode scalar
        ? scalar.getValue().toLowerCase(Locale.ROOT)
        : "";
  }

  private static String source(String key, NodeTuple entry) {
    return "key '" + key + "'" + ConfigText.place(entry.getKeyNode());
  }
}
