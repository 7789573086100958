package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code role get <role name>}. */
@Command(
    name = "get",
    description = "Gets detailed information of a role.",
    customSynopsis = "ctl role get <role name>")
final class RoleGetCommand extends CtlCommand {
  RoleGetCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    String role = onlyWord("role get command requires role name as its argument");
    context().show(new RoleView(role, await(client().auth().rolePermissions(role))));
  }
}
