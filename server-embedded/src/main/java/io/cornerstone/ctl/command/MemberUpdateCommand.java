package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code member update ID --peer-urls=URLS}. */
@Command(
    name = "update",
    description = "Updates a member in the cluster.",
    customSynopsis = "ctl member update <memberID> [options]")
final class MemberUpdateCommand extends CtlCommand {
  @Option(
      names = "--peer-urls",
      split = ",",
      description = "Where the other members reach it, separated by commas.")
  private List<String> peerUrls = new ArrayList<>();

  MemberUpdateCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    long member = Numbers.member(onlyWord("member ID is not provided"));
    if (peerUrls.isEmpty()) {
      throw Failure.arguments("member peer urls not provided");
    }
    context()
        .show(
            new MemberViews.Changed(
                await(client().cluster().memberUpdate(member, peerUrls)), member, "updated in"));
  }
}
