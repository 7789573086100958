package io.cornerstone.server.cli;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The flags that a command takes, in the order of their declaration. */
final class FlagTable {
  private final Map<String, Flag<?>> byName = new LinkedHashMap<>();

  /** All flags of these tables. */
  static FlagTable of(FlagTable... tables) {
    FlagTable all = new FlagTable();
    for (FlagTable table : tables) {
      table.all().forEach(all::add);
    }
    return all;
  }

  /** Adds a flag that works, and returns it, so that a constant holds the key to its value. */
  <T> Flag<T> add(
      String name, Flag.Group group, FlagType<T> type, String defaultText, String help) {
    return add(new Flag<>(name, group, type, defaultText, help));
  }

  /** Adds a flag and returns it. */
  <T> Flag<T> add(Flag<T> flag) {
    if (byName.put(flag.name(), flag) != null) {
      throw new IllegalArgumentException("declared twice: --" + flag.name());
    }
    return flag;
  }

  @Nullable Flag<?> find(String name) {
    return byName.get(name);
  }

  Collection<Flag<?>> all() {
    return Collections.unmodifiableCollection(byName.values());
  }
}
