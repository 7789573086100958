package io.cornerstone.server.cli;

import io.cornerstone.server.cli.FlagState.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What flags, variables or a configuration file gave, checked; a flag that was not given has its
 * default.
 *
 * @param given what was given, by name of the flag; old names are replaced by the new ones
 * @param warnings lines for the log, once there is one
 * @param isFromFile whether a configuration file gave all of it
 */
record FlagValues(Map<String, Given> given, List<String> warnings, boolean isFromFile) {
  /**
   * One value.
   *
   * @param text as the user wrote it
   * @param source the flag or variable that it came from, for messages
   */
  record Given(String text, String source) {}

  /**
   * Replaces old names and looks at the state of each flag.
   *
   * @param raw by name as it was given
   * @throws BadUsageException if a flag is given by its old name and its new one, or is refused
   */
  static FlagValues settle(
      FlagTable table, Map<String, Given> raw, List<String> earlier, boolean isFromFile) {
    List<String> warnings = new ArrayList<>(earlier);
    Map<String, Given> given = new LinkedHashMap<>();
    for (Flag<?> flag : table.all()) {
      Given value = raw.get(flag.name());
      if (value == null) {
        continue;
      }
      if (flag.state().kind() == Kind.FORGOTTEN) {
        warnings.add(value.source() + " is no longer supported: ignored");
      } else if (flag.state().kind() == Kind.OLD_NAME) {
        String newName = flag.state().note();
        rejectBoth(flag.name(), newName, raw);
        warnings.add(value.source() + " is deprecated, use --" + newName);
        given.put(newName, value);
      } else {
        given.put(flag.name(), value);
      }
    }
    given.forEach((name, value) -> checkState(table, name, value, warnings));
    return new FlagValues(Map.copyOf(given), List.copyOf(warnings), isFromFile);
  }

  private static void rejectBoth(String oldName, String newName, Map<String, Given> raw) {
    if (raw.containsKey(newName)) {
      throw new BadUsageException(
          "both --" + oldName + " and --" + newName + " are set, use --" + newName + " alone");
    }
  }

  private static void checkState(FlagTable table, String name, Given value, List<String> warnings) {
    Flag<?> flag = table.find(name);
    if (flag == null || flag.isDefault(value.text(), value.source())) {
      return;
    }
    FlagState state = flag.state();
    if (state.kind() == Kind.REFUSED) {
      throw new BadUsageException(value.source() + " is not supported: " + state.note());
    } else if (state.kind() == Kind.ACCEPTED) {
      warnings.add(value.source() + " has no effect: " + state.note());
    }
  }

  boolean isGiven(Flag<?> flag) {
    return given.containsKey(flag.name());
  }

  /** The value, read anew: texts are few and short, and so no cast is needed. */
  <T> T get(Flag<T> flag) {
    Given value = given.get(flag.name());
    return value == null
        ? flag.parse(flag.defaultText(), "the default of --" + flag.name())
        : flag.parse(value.text(), value.source());
  }

  /** Where the value came from, for messages. */
  String source(Flag<?> flag) {
    Given value = given.get(flag.name());
    return value == null ? "the default of --" + flag.name() : value.source();
  }
}
