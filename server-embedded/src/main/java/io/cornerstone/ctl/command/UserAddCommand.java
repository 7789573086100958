package io.cornerstone.ctl.command;

import io.cornerstone.client.auth.Auth;
import io.cornerstone.client.auth.AuthResult;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code user add NAME[:PASSWORD]}. */
@Command(
    name = "add",
    description = "Adds a new user.",
    customSynopsis = "ctl user add <user name or user:password> [options]")
final class UserAddCommand extends CtlCommand {
  @Option(
      names = "--interactive",
      description = "Ask for the password (default); with =false, read it from the input.")
  private boolean interactive = true;

  @Option(names = "--new-user-password", description = "The password.")
  private String newUserPassword = "";

  @Option(names = "--no-password", description = "A user known by a certificate only.")
  private boolean noPassword;

  UserAddCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    String word = onlyWord("user add command requires user name as its argument");
    int colon = noPassword || !newUserPassword.isEmpty() ? -1 : word.indexOf(':');
    String user = colon < 0 ? word : word.substring(0, colon);
    if (user.isEmpty()) {
      throw Failure.arguments("empty user name is not allowed");
    }
    AuthResult result = await(add(user, colon < 0 ? "" : word.substring(colon + 1), colon >= 0));
    context().show(new HeaderView(result.header(), "User " + user + " created"));
  }

  private CompletableFuture<AuthResult> add(String user, String password, boolean isGiven) {
    Auth auth = client().auth();
    if (noPassword) {
      return auth.userAddWithoutPassword(user);
    }
    if (isGiven) {
      return auth.userAdd(user, password);
    }
    return auth.userAdd(
        user,
        newUserPassword.isEmpty()
            ? Passwords.ask(context().console(), user, interactive)
            : newUserPassword);
  }
}
