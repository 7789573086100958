package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code user grant-role <user name> <role name>}. */
@Command(
    name = "grant-role",
    description = "Grants a role to a user.",
    customSynopsis = "ctl user grant-role <user name> <role name>")
final class UserGrantRoleCommand extends CtlCommand {
  UserGrantRoleCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    List<String> words = words();
    if (words.size() != 2) {
      throw Failure.arguments(
          "user grant command requires user name and role name as its argument");
    }
    String user = words.get(0);
    String role = words.get(1);
    context()
        .show(
            new HeaderView(
                await(client().auth().userGrantRole(user, role)).header(),
                "Role %s is granted to user %s".formatted(role, user)));
  }
}
