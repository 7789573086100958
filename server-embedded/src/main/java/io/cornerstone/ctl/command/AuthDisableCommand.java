package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code auth disable}. */
@Command(
    name = "disable",
    description = "Disables authentication.",
    customSynopsis = "ctl auth disable")
final class AuthDisableCommand extends CtlCommand {
  AuthDisableCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    noWords("auth disable command does not accept any arguments");
    await(client().auth().disable());
    context().printLine("Authentication Disabled");
  }
}
