package io.cornerstone.ctl.command;

import picocli.CommandLine.Command;

/** {@code ctl} alone: prints the help. */
@Command(
    name = "ctl",
    description = "A command line client of etcd and of Cornerstone's server.",
    synopsisSubcommandLabel = "command")
final class RootCommand extends HelpCommand {}
