package io.cornerstone.ctl.command;

import io.cornerstone.client.Header;
import io.cornerstone.client.maintenance.Alarm;
import io.cornerstone.client.maintenance.AlarmsResult;
import io.cornerstone.client.maintenance.Maintenance;
import io.cornerstone.ctl.run.Context;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code alarm disarm}: takes all alarms back. */
@Command(name = "disarm", description = "Disarms all alarms.", customSynopsis = "ctl alarm disarm")
final class AlarmDisarmCommand extends CtlCommand {
  AlarmDisarmCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    noWords("alarm disarm command accepts no arguments");
    Maintenance maintenance = client().maintenance();
    Header header = Header.NONE;
    List<Alarm> disarmed = new ArrayList<>();
    for (Alarm alarm : await(maintenance.alarms()).alarms()) {
      AlarmsResult result = await(maintenance.disarm(alarm));
      header = result.header();
      disarmed.addAll(result.alarms());
    }
    context().show(new AlarmView(header, disarmed));
  }
}
