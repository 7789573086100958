package io.cornerstone.ctl.command;

import io.cornerstone.client.maintenance.Maintenance;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code endpoint hashkv}. */
@Command(
    name = "hashkv",
    description = "Prints the KV history hash for each endpoint in --endpoints.",
    customSynopsis = "ctl endpoint hashkv [options]")
final class EndpointHashKvCommand extends EndpointsCommand {
  @Option(names = "--rev", description = "Up to which revision; default all.")
  private long rev;

  EndpointHashKvCommand(Context context) {
    super(context);
  }

  @Override
  boolean hasTable() {
    return true;
  }

  @Override
  void run() {
    Maintenance maintenance = client().maintenance();
    List<EndpointViews.Hash> found = new ArrayList<>();
    String failure = "";
    for (String endpoint : endpoints()) {
      try {
        found.add(
            new EndpointViews.Hash(endpoint, maintenance.hashKv(address(endpoint), rev).join()));
      } catch (CompletionException e) {
        failure = context().reason(e);
        context()
            .console()
            .err()
            .println("Failed to get the hash of endpoint %s (%s)".formatted(endpoint, failure));
      }
    }
    context().show(new EndpointViews.Hashes(found));
    if (!failure.isEmpty()) {
      throw new Failure(Failure.ERROR, failure);
    }
  }
}
