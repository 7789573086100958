package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code lease list}. */
@Command(name = "list", description = "List all active leases.", customSynopsis = "ctl lease list")
final class LeaseListCommand extends CtlCommand {
  LeaseListCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    context().show(new LeaseViews.Listed(await(client().leases().list())));
  }
}
