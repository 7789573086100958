package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code downgrade cancel}. */
@Command(
    name = "cancel",
    description = "Ends a downgrade that is under way.",
    customSynopsis = "ctl downgrade cancel")
final class DowngradeCancelCommand extends CtlCommand {
  DowngradeCancelCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    noWords("downgrade cancel command accepts no arguments");
    context().show(new DowngradeView(await(client().maintenance().downgradeCancel()), "cancel"));
  }
}
