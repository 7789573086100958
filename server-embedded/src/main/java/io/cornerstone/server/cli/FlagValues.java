package io.cornerstone.server.cli;

import java.util.List;
import java.util.Map;

/**
 * What flags and variables gave, checked; a flag that was not given has its default.
 *
 * @param given what was given, by name of the flag
 * @param warnings lines for the log, once there is one
 */
record FlagValues(Map<String, Given> given, List<String> warnings) {
  /**
   * One value.
   *
   * @param text as the user wrote it
   * @param source the flag or variable that it came from, for messages
   */
  record Given(String text, String source) {}

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
}
