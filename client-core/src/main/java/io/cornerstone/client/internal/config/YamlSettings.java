package io.cornerstone.client.internal.config;

import java.io.Reader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * Names and values in YAML. The only class that touches the library, which may be missing. All
 * scalars are read as the text that they are, so that a password of digits keeps its zeros.
 */
final class YamlSettings {
  private YamlSettings() {}

  static Map<String, String> read(Path file, Reader reader) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file.toString())
            .setSchema(new TextSchema())
            .setAllowDuplicateKeys(false)
            .build();
    Object document;
    try {
      document = new Load(settings).loadFromReader(reader);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(file + " is malformed: " + e.getMessage(), e);
    }
    if (TextSchema.NOTHING.equals(document)) {
      return Map.of(); // Nothing but comments.
    }
    if (!(document instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(file + " is no list of names and values");
    }
    Map<String, String> texts = new TreeMap<>();
    map.forEach((name, value) -> texts.put(String.valueOf(name), text(file, name, value)));
    return texts;
  }

  /** Knows maps, lists and texts, and what to make of an empty file. */
  private static final class TextSchema extends FailsafeSchema {
    static final String NOTHING = "";

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      return Map.of(Tag.NULL, node -> NOTHING);
    }
  }

  private static String text(Path file, Object name, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    throw new IllegalArgumentException(name + " in " + file + " must be a text or a list of texts");
  }
}
