package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code role delete <role name>}. */
@Command(
    name = "delete",
    description = "Deletes a role.",
    customSynopsis = "ctl role delete <role name>")
final class RoleDeleteCommand extends CtlCommand {
  RoleDeleteCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    String role = onlyWord("role delete command requires role name as its argument");
    context()
        .show(
            new HeaderView(
                await(client().auth().roleDelete(role)).header(), "Role " + role + " deleted"));
  }
}
