package io.cornerstone.ctl.command;

import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lease timetolive ID}. */
@Command(
    name = "timetolive",
    description = "Get lease information.",
    customSynopsis = "ctl lease timetolive <leaseID> [options]")
final class LeaseTimeToLiveCommand extends CtlCommand {
  @Option(names = "--keys", description = "Show the keys that the lease has.")
  private boolean keys;

  LeaseTimeToLiveCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    LeaseId lease =
        Numbers.lease(
            onlyWord("lease timetolive command needs lease ID as argument"), "lease ID arg");
    context().show(new LeaseViews.Living(await(client().leases().timeToLive(lease, keys)), keys));
  }
}
