package io.cornerstone.ctl.command;

import io.cornerstone.client.maintenance.AlarmsResult;
import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Command;

/** {@code alarm list}. */
@Command(name = "list", description = "Lists all alarms.", customSynopsis = "ctl alarm list")
final class AlarmListCommand extends CtlCommand {
  AlarmListCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    noWords("alarm list command accepts no arguments");
    AlarmsResult result = await(client().maintenance().alarms());
    context().show(new AlarmView(result.header(), result.alarms()));
  }
}
