package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code role list}. */
@Command(name = "list", description = "Lists all roles.", customSynopsis = "ctl role list")
final class RoleListCommand extends CtlCommand {
  RoleListCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    noWords("role list command requires no arguments");
    context().show(new NamesView(await(client().auth().roles()), "roles", "Roles"));
  }
}
