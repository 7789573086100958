package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code version}. */
@Command(
    name = "version",
    description = "Prints the version of ctl.",
    customSynopsis = "ctl version")
final class VersionCommand extends CtlCommand {
  VersionCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    // The manifest has the version; classes that run outside the jar have none.
    String own = VersionCommand.class.getPackage().getImplementationVersion();
    context().printLine("ctl version: " + (own == null ? "development" : own));
    context().printLine("API version: 3.6");
  }
}
