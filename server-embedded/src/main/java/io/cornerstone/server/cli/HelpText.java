package io.cornerstone.server.cli;

/** What {@code --help} prints: the flags in groups, with their defaults. */
final class HelpText {
  private HelpText() {}

  static String of(FlagTable table) {
    StringBuilder text = new StringBuilder();
    text.append("Usage: java -jar cornerstone-server.jar [flags]\n\n")
        .append("Runs one member of a cluster that speaks etcd's v3 API. Each flag may also be\n")
        .append("given as an environment variable, --data-dir for example as ETCD_DATA_DIR;\n")
        .append("a flag wins over its variable.\n");
    for (Flag.Group group : Flag.Group.values()) {
      text.append('\n').append(group.title()).append(":\n");
      append(text, table, group);
    }
    return text.toString();
  }

  /** The flags alone. */
  static String flags(FlagTable table) {
    StringBuilder text = new StringBuilder();
    for (Flag.Group group : Flag.Group.values()) {
      append(text, table, group);
    }
    return text.toString();
  }

  private static void append(StringBuilder text, FlagTable table, Flag.Group group) {
    for (Flag<?> flag : table.all()) {
      if (flag.group() == group) {
        text.append("  --").append(flag.name()).append(" '").append(flag.defaultText());
        text.append("'\n    ").append(flag.help()).append('\n');
      }
    }
  }
}
