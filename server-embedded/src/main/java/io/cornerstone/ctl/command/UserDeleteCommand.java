package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code user delete <user name>}. */
@Command(
    name = "delete",
    description = "Deletes a user.",
    customSynopsis = "ctl user delete <user name>")
final class UserDeleteCommand extends CtlCommand {
  UserDeleteCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    String user = onlyWord("user delete command requires user name as its argument");
    context()
        .show(
            new HeaderView(
                await(client().auth().userDelete(user)).header(), "User " + user + " deleted"));
  }
}
