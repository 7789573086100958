package io.cornerstone.ctl.command;

import io.cornerstone.client.Header;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import picocli.CommandLine.Command;

/** {@code move-leader ID}. */
@Command(
    name = "move-leader",
    description = "Transfers leadership to another member. The leader must be an endpoint.",
    customSynopsis = "ctl move-leader <transferee-member-id>")
final class MoveLeaderCommand extends CtlCommand {
  MoveLeaderCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    long target = target(onlyWord("move-leader command needs 1 argument"));
    Header header = await(client().maintenance().moveLeader(target)).header();
    context()
        .show(
            new HeaderView(
                header,
                "Leadership transferred from %x to %x".formatted(header.memberId(), target)));
  }

  private static long target(String text) {
    try {
      return Long.parseUnsignedLong(text, 16);
    } catch (NumberFormatException e) {
      throw Failure.arguments(Numbers.invalid("ParseUint", text));
    }
  }
}
