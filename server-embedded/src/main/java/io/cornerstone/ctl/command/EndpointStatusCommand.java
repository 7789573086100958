package io.cornerstone.ctl.command;

import io.cornerstone.client.maintenance.Maintenance;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;

/** {@code endpoint status}. */
@Command(
    name = "status",
    description = "Prints out the status of endpoints specified in `--endpoints` flag.",
    customSynopsis = "ctl endpoint status [options]")
final class EndpointStatusCommand extends EndpointsCommand {
  EndpointStatusCommand(Context context) {
    super(context);
  }

  @Override
  boolean hasTable() {
    return true;
  }

  @Override
  void run() {
    Maintenance maintenance = client().maintenance();
    List<EndpointViews.Status> found = new ArrayList<>();
    boolean failed = false;
    for (String endpoint : endpoints()) {
      try {
        found.add(new EndpointViews.Status(endpoint, maintenance.status(address(endpoint)).join()));
      } catch (CompletionException e) {
        failed = true;
        context()
            .console()
            .err()
            .println(
                "Failed to get the status of endpoint %s (%s)"
                    .formatted(endpoint, context().reason(e)));
      }
    }
    context().show(new EndpointViews.Statuses(found));
    if (failed) {
      throw Failure.silent(Failure.ERROR);
    }
  }
}
