package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code downgrade enable VERSION}. */
@Command(
    name = "enable",
    description = "Lets the cluster go back to an older minor version.",
    customSynopsis = "ctl downgrade enable <version>")
final class DowngradeEnableCommand extends CtlCommand {
  DowngradeEnableCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    String version = onlyWord("TARGET_VERSION not provided");
    context()
        .show(new DowngradeView(await(client().maintenance().downgradeEnable(version)), "enable"));
  }
}
