package io.cornerstone.server.cli;

/** Declares flags of one group; each method returns the flag, which is the key to its value. */
record FlagGroup(FlagTable table, Flag.Group group) {
  /** A flag that works. */
  <T> Flag<T> works(String name, FlagType<T> type, String defaultText, String help) {
    return table.add(new Flag<>(name, group, type, defaultText, help));
  }

  /** A flag without effect. */
  <T> Flag<T> accepts(String name, FlagType<T> type, String defaultText, String help, String why) {
    return table.add(new Flag<>(name, group, type, defaultText, help, FlagState.accepted(why)));
  }

  /** A flag that may only be given its default. */
  <T> Flag<T> refuses(String name, FlagType<T> type, String defaultText, String help, String why) {
    return table.add(new Flag<>(name, group, type, defaultText, help, FlagState.refused(why)));
  }
}
