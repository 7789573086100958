package io.cornerstone.ctl.command;

import io.cornerstone.client.cluster.MemberListResult;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.List;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Option;

/** A command that asks one endpoint after the other. */
abstract class EndpointsCommand extends CtlCommand {
  @Option(names = "--cluster", description = "All members that the cluster has.")
  private boolean cluster;

  EndpointsCommand(Context context) {
    super(context);
  }

  /** The endpoints that were given, or the client URLs of all members. */
  final List<String> endpoints() {
    if (!cluster) {
      return context().options().endpoints();
    }
    try {
      MemberListResult members = client().cluster().memberList().join();
      return members.members().stream().flatMap(member -> member.clientUrls().stream()).toList();
    } catch (CompletionException e) {
      throw new Failure(
          Failure.ERROR,
          "failed to fetch endpoints from etcd cluster member list: " + context().reason(e));
    }
  }

  /** An endpoint as the client takes it. */
  final String address(String endpoint) {
    return context().options().withScheme(endpoint);
  }
}
