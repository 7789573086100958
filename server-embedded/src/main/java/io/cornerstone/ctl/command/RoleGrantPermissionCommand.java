package io.cornerstone.ctl.command;

import io.cornerstone.client.Header;
import io.cornerstone.client.auth.Permission;
import io.cornerstone.client.auth.Permission.Access;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code role grant-permission ROLE ACCESS KEY [END]}. */
@Command(
    name = "grant-permission",
    description = "Grants a key to a role; the access is read, write or readwrite.",
    customSynopsis = "ctl role grant-permission [options] <role name> <access> <key> [endkey]")
final class RoleGrantPermissionCommand extends CtlCommand {
  @Option(names = "--prefix", description = "All keys with this prefix.")
  private boolean prefix;

  @Option(names = "--from-key", description = "This key and all behind it.")
  private boolean fromKey;

  RoleGrantPermissionCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    List<String> words = words();
    if (words.size() < 3 || words.size() > 4) {
      throw Failure.arguments(
          "role grant command requires role name, permission type, and key [endkey] as its"
              + " argument");
    }
    String role = words.get(0);
    Permission permission =
        new Permission(
            access(words.get(1)), Ranges.of(words.subList(2, words.size()), prefix, fromKey));
    Header header = await(client().auth().roleGrant(role, permission)).header();
    context().show(new HeaderView(header, "Role " + role + " updated"));
  }

  private static Access access(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "read" -> Access.READ;
      case "write" -> Access.WRITE;
      case "readwrite" -> Access.READ_WRITE;
      default -> throw Failure.arguments("invalid permission type: " + text);
    };
  }
}
