package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.text.GoDuration;
import java.time.Duration;
import picocli.CommandLine;

/** All commands, as picocli has them. */
public final class CommandTree {
  private final Context context;
  private final CommandLine root;

  private CommandTree(Context context) {
    this.context = context;
    this.root = new CommandLine(new RootCommand(context.options()));
  }

  /** The root with all commands under it. */
  public static CommandLine of(Context context) {
    CommandTree tree = new CommandTree(context);
    tree.addAll();
    return settings(tree.root);
  }

  /** How every command line is read. */
  static CommandLine settings(CommandLine line) {
    return line.setExpandAtFiles(false)
        .setOptionsCaseInsensitive(false)
        .setOverwrittenOptionsAllowed(true)
        .registerConverter(Duration.class, CommandTree::duration)
        .setUsageHelpWidth(100);
  }

  private void addAll() {
    add(new GetCommand(context));
    add(new PutCommand(context));
    add(new DelCommand(context));
    add(new TxnCommand(context));
  }

  private void add(CtlCommand command) {
    root.addSubcommand(command);
  }

  private static Duration duration(String text) {
    return GoDuration.parse(text)
        .filter(duration -> !duration.isNegative() && !duration.isZero())
        .orElseThrow(
            () ->
                new Failure(
                    Failure.ERROR, "\"" + text + "\" is not a duration such as 5s or 100ms"));
  }
}
