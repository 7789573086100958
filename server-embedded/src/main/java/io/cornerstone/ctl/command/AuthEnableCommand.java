package io.cornerstone.ctl.command;

import io.cornerstone.client.EtcdException;
import io.cornerstone.client.auth.Auth;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.protocol.EtcdError;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;

/** {@code auth enable}; gives the user root the role root if that is all that is missing. */
@Command(
    name = "enable",
    description = "Enables authentication.",
    customSynopsis = "ctl auth enable")
final class AuthEnableCommand extends CtlCommand {
  private static final String ROOT = "root";

  AuthEnableCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    noWords("auth enable command does not accept any arguments");
    Auth auth = client().auth();
    try {
      auth.enable().join();
    } catch (CompletionException e) {
      if (!isRoleMissing(e)) {
        throw context().failure(e);
      }
      addRole(auth);
      await(auth.userGrantRole(ROOT, ROOT));
      await(auth.enable());
    }
    context().printLine("Authentication Enabled");
  }

  private void addRole(Auth auth) {
    if (!await(auth.roles()).names().contains(ROOT)) {
      await(auth.roleAdd(ROOT));
    }
  }

  private static boolean isRoleMissing(CompletionException e) {
    return e.getCause() instanceof EtcdException refused
        && refused.error().equals(Optional.of(EtcdError.ROOT_ROLE_NOT_EXIST));
  }
}
