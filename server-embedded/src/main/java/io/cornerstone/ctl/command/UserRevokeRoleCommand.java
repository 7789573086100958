package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code user revoke-role <user name> <role name>}. */
@Command(
    name = "revoke-role",
    description = "Revokes a role from a user.",
    customSynopsis = "ctl user revoke-role <user name> <role name>")
final class UserRevokeRoleCommand extends CtlCommand {
  UserRevokeRoleCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    List<String> words = words();
    if (words.size() != 2) {
      throw Failure.arguments("user revoke-role requires user name and role name as its argument");
    }
    String user = words.get(0);
    String role = words.get(1);
    context()
        .show(
            new HeaderView(
                await(client().auth().userRevokeRole(user, role)).header(),
                "Role %s is revoked from user %s".formatted(role, user)));
  }
}
