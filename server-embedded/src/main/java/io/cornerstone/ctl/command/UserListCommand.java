package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code user list}. */
@Command(name = "list", description = "Lists all users.", customSynopsis = "ctl user list")
final class UserListCommand extends CtlCommand {
  UserListCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    noWords("user list command requires no arguments");
    context().show(new NamesView(await(client().auth().users()), "users", "Users"));
  }
}
