package io.cornerstone.ctl.command;

import io.cornerstone.client.auth.AuthStatusResult;
import io.cornerstone.ctl.print.Fields;
import io.cornerstone.ctl.print.Json;
import io.cornerstone.ctl.print.Text;
import io.cornerstone.ctl.print.View;
import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code auth status}. */
@Command(
    name = "status",
    description = "Returns authentication status.",
    customSynopsis = "ctl auth status")
final class AuthStatusCommand extends CtlCommand {
  AuthStatusCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    noWords("auth status command does not accept any arguments");
    context().show(new Status(await(client().auth().status())));
  }

  private record Status(AuthStatusResult result) implements View {
    @Override
    public void simple(Text text) {
      text.line("Authentication Status: %s", result.isEnabled());
      text.line("AuthRevision: %d", result.authRevision());
    }

    @Override
    public String json() {
      return new Json()
          .header(result.header())
          .add("enabled", result.isEnabled())
          .add("authRevision", result.authRevision())
          .toString();
    }

    @Override
    public void fields(Fields fields) {
      fields
          .header(result.header())
          .add("Enabled", result.isEnabled())
          .add("AuthRevision", result.authRevision());
    }
  }
}
