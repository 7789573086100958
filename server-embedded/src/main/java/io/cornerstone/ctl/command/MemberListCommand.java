package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.text.GoQuote;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code member list}. */
@Command(
    name = "list",
    description = "Lists all members in the cluster.",
    customSynopsis = "ctl member list [options]")
final class MemberListCommand extends CtlCommand {
  @Option(names = "--consistency", description = "l: linearizable (default); s: serializable.")
  private String consistency = "l";

  MemberListCommand(Context context) {
    super(context);
  }

  @Override
  boolean hasTable() {
    return true;
  }

  @Override
  void run() {
    if (!consistency.equals("l") && !consistency.equals("s")) {
      throw new Failure(Failure.BAD_FEATURE, "unknown consistency flag " + GoQuote.of(consistency));
    }
    context()
        .show(
            new MemberViews.Listed(await(client().cluster().memberList(consistency.equals("l")))));
  }
}
