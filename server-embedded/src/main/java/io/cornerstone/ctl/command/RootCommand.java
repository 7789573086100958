package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.GlobalOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ctl} alone: prints the help. */
@Command(
    name = "ctl",
    description = "A command line client of etcd and of Cornerstone's server.",
    synopsisSubcommandLabel = "command")
final class RootCommand extends HelpCommand {
  @Mixin private GlobalOptions options;

  RootCommand(GlobalOptions options) {
    this.options = options;
  }
}
