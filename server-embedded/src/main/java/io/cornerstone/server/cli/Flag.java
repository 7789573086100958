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
 * @param state what becomes of it when it is given
 */
record Flag<T>(
    String name, Group group, FlagType<T> type, String defaultText, String help, FlagState state) {

  /** The groups of {@code --help}, in order. */
  enum Group {
    MEMBER("Member"),
    CLUSTERING("Clustering"),
    DISCOVERY("Discovery"),
    SECURITY("Security"),
    AUTH("Auth"),
    MONITORING("Profiling and monitoring"),
    LOGGING("Logging"),
    TRACING("Distributed tracing"),
    UPKEEP("Checks, compaction and watch"),
    UNSAFE("Unsafe"),
    OTHER("Other"),
    OLD("Old names");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /** A flag that works. */
  Flag(String name, Group group, FlagType<T> type, String defaultText, String help) {
    this(name, group, type, defaultText, help, FlagState.WORKS);
  }

  Flag<T> in(FlagState changed) {
    return new Flag<>(name, group, type, defaultText, help, changed);
  }

  /** The same flag as {@code oldName}. */
  Flag<T> under(String oldName) {
    return new Flag<>(
        oldName,
        Group.OLD,
        type,
        defaultText,
        "Old name of --" + name + ".",
        FlagState.oldNameOf(name));
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

  /**
   * As {@link #parse}, of an argument: what is not even of the flag's type makes the command line
   * unreadable.
   */
  T parseArgument(String text) {
    try {
      return type.parser().parse(text);
    } catch (FlagType.BadValueException e) {
      String message = "invalid value \"" + text + "\" for flag --" + name + ": " + e.getMessage();
      throw e.isOfType() ? new BadUsageException(message) : BadUsageException.unreadable(message);
    }
  }

  boolean isDefault(String text, String source) {
    return parse(text, source).equals(parse(defaultText, "the default of --" + name));
  }
}
