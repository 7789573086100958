package io.cornerstone.ctl.command;

import io.cornerstone.client.Header;
import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code user passwd NAME}. */
@Command(
    name = "passwd",
    description = "Changes password of user.",
    customSynopsis = "ctl user passwd <user name> [options]")
final class UserPasswdCommand extends CtlCommand {
  @Option(
      names = "--interactive",
      description = "Ask for the password (default); with =false, read it from the input.")
  private boolean interactive = true;

  UserPasswdCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    String user = onlyWord("user passwd command requires user name as its argument");
    String password = Passwords.ask(context().console(), user, interactive);
    Header header = await(client().auth().userChangePassword(user, password)).header();
    context().show(new HeaderView(header, "Password updated"));
  }
}
