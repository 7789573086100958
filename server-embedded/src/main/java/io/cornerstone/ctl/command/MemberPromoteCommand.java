package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code member promote ID}. */
@Command(
    name = "promote",
    description = "Promotes a non-voting member in the cluster.",
    customSynopsis = "ctl member promote <memberID>")
final class MemberPromoteCommand extends CtlCommand {
  MemberPromoteCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    long member = Numbers.member(onlyWord("member ID is not provided"));
    context()
        .show(
            new MemberViews.Changed(
                await(client().cluster().memberPromote(member)), member, "promoted in"));
  }
}
