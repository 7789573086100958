package io.cornerstone.ctl.command;

import io.cornerstone.client.Header;
import io.cornerstone.client.KeyRange;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code role revoke-permission ROLE KEY [END]}. */
@Command(
    name = "revoke-permission",
    description = "Revokes a key from a role.",
    customSynopsis = "ctl role revoke-permission [options] <role name> <key> [endkey]")
final class RoleRevokePermissionCommand extends CtlCommand {
  @Option(names = "--prefix", description = "All keys with this prefix.")
  private boolean prefix;

  @Option(names = "--from-key", description = "This key and all behind it.")
  private boolean fromKey;

  RoleRevokePermissionCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    List<String> words = words();
    if (words.size() < 2 || words.size() > 3) {
      throw Failure.arguments(
          "role revoke-permission command requires role name and key [endkey] as its argument");
    }
    String role = words.get(0);
    KeyRange range = Ranges.of(words.subList(1, words.size()), prefix, fromKey);
    Header header = await(client().auth().roleRevoke(role, range)).header();
    context()
        .show(
            new HeaderView(
                header,
                "Permission of %s is revoked from role %s".formatted(RoleView.words(range), role)));
  }
}
