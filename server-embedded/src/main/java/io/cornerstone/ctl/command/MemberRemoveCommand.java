package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code member remove ID}. */
@Command(
    name = "remove",
    description = "Removes a member from the cluster.",
    customSynopsis = "ctl member remove <memberID>")
final class MemberRemoveCommand extends CtlCommand {
  MemberRemoveCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    long member = Numbers.member(onlyWord("member ID is not provided"));
    context()
        .show(
            new MemberViews.Changed(
                await(client().cluster().memberRemove(member)), member, "removed from"));
  }
}
