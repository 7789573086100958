package io.cornerstone.ctl.command;

import io.cornerstone.client.auth.NamesResult;
import io.cornerstone.ctl.print.Fields;
import io.cornerstone.ctl.print.Text;
import io.cornerstone.ctl.print.View;
import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code user get NAME}. */
@Command(
    name = "get",
    description = "Gets detailed information of a user.",
    customSynopsis = "ctl user get <user name> [options]")
final class UserGetCommand extends CtlCommand {
  @Option(names = "--detail", description = "Show what the user's roles may do.")
  private boolean detail;

  UserGetCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    String user = onlyWord("user get command requires user name as its argument");
    NamesResult roles = await(client().auth().userRoles(user));
    if (!detail) {
      context().show(new User(user, roles));
      return;
    }
    context().printLine("User: " + user);
    for (String role : roles.names()) {
      context().printLine("");
      context().show(new RoleView(role, await(client().auth().rolePermissions(role))));
    }
  }

  private record User(String name, NamesResult roles) implements View {
    @Override
    public void simple(Text text) {
      text.line("User: %s", name);
      StringBuilder line = new StringBuilder("Roles:");
      roles.names().forEach(role -> line.append(' ').append(role));
      text.line(line.toString());
    }

    @Override
    public String json() {
      return new NamesView(roles, "roles", "Roles").json();
    }

    @Override
    public void fields(Fields fields) {
      new NamesView(roles, "roles", "Roles").fields(fields);
    }
  }
}
