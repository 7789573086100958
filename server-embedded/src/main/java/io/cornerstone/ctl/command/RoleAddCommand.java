package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code role add <role name>}. */
@Command(
    name = "add",
    description = "Adds a new role.",
    customSynopsis = "ctl role add <role name>")
final class RoleAddCommand extends CtlCommand {
  RoleAddCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    String role = onlyWord("role add command requires role name as its argument");
    context()
        .show(
            new HeaderView(
                await(client().auth().roleAdd(role)).header(), "Role " + role + " created"));
  }
}
