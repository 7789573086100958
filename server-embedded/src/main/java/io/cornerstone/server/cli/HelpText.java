package io.cornerstone.server.cli;

import io.cornerstone.server.cli.FlagState.Kind;

/** What {@code --help} prints: the flags in groups, with their defaults. */
final class HelpText {
  private HelpText() {}

  static String of(FlagTable table) {
    StringBuilder text = new StringBuilder();
    text.append("Usage: java -jar cornerstone-server.jar [flags]\n")
        .append("       java -jar cornerstone-server.jar ctl ...    a client; ctl --help\n")
        .append("       java -jar cornerstone-server.jar utl ...    work on files; utl --help\n\n")
        .append("Runs one member of a cluster that speaks etcd's v3 API. Each flag may also be\n")
        .append("given as an environment variable, --data-dir for example as ETCD_DATA_DIR;\n")
        .append("both at once are refused. With --config-file only that file counts.\n");
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
      if (flag.group() == group && flag.state().kind() != Kind.FORGOTTEN) {
        text.append("  --").append(flag.name()).append(" '").append(flag.defaultText());
        text.append("'\n    ").append(flag.help()).append(remark(flag.state())).append('\n');
      }
    }
  }

  private static String remark(FlagState state) {
    return switch (state.kind()) {
      case ACCEPTED -> " (No effect: " + state.note() + ".)";
      case REFUSED -> " (Not supported: " + state.note() + ".)";
      default -> "";
    };
  }
}
