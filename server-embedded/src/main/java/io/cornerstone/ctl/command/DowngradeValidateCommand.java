package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code downgrade validate VERSION}. */
@Command(
    name = "validate",
    description = "Checks whether the cluster can go back to an older minor version.",
    customSynopsis = "ctl downgrade validate <version>")
final class DowngradeValidateCommand extends CtlCommand {
  DowngradeValidateCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    String version = onlyWord("TARGET_VERSION not provided");
    context()
        .show(
            new DowngradeView(
                await(client().maintenance().downgradeValidate(version)), "validate"));
  }
}
