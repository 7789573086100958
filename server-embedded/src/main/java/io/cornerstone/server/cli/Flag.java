package io.cornerstone.server.cli;

import java.util.Locale;

/**
 * One flag.
 *
 * @param name as after the dashes
 * @param group where {@code --help} lists it
 * @param type what values it takes
 * @param defaultText the value when neither flag nor variable is given, as a user would write it
 * @param help one sentence for {@code --help}
 */
record Flag<T>(String name, Group group, FlagType<T> type, String defaultText, String help) {
  /** The groups of {@code --help}, in order. */
  enum Group {
    MEMBER("Member"),
    CLUSTERING("Clustering"),
    LOGGING("Logging"),
    OTHER("Other");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /** The environment variable that stands for this flag. */
  String variable() {
    return "ETCD_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Reads a value; {@code source} is the flag or variable that an error names. */
  T parse(String text, String source) {
    try {
      return type.parser().parse(text);
    } catch (FlagType.BadValueException e) {
      throw new BadUsageException(
          "invalid value \"" + text + "\" for " + source + ": " + e.getMessage());
    }
  }
}
