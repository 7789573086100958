package io.cornerstone.ctl.command;

import io.cornerstone.client.maintenance.Maintenance;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;

/** {@code defrag}. */
@Command(
    name = "defrag",
    description = "Defragments the storage of the members with given endpoints.",
    customSynopsis = "ctl defrag [options]")
final class DefragCommand extends EndpointsCommand {
  DefragCommand(Context context) {
    super(context);
  }

  @Override
  boolean hasTable() {
    return true; // It shows nothing but a line, in whatever form.
  }

  @Override
  void run() {
    Maintenance maintenance = client().maintenance();
    boolean failed = false;
    for (String endpoint : endpoints()) {
      try {
        maintenance.defragment(address(endpoint)).join();
        context().printLine("Finished defragmenting etcd member[" + endpoint + "]");
      } catch (CompletionException e) {
        failed = true;
        context()
            .console()
            .err()
            .println(
                "Failed to defragment etcd member[%s] (%s)"
                    .formatted(endpoint, context().reason(e)));
      }
    }
    if (failed) {
      throw Failure.silent(Failure.ERROR);
    }
  }
}
