package io.cornerstone.ctl.command;

import io.cornerstone.client.lease.KeepAliveResult;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.protocol.EtcdError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lease keep-alive ID}: once, or in each third of the TTL until the lease is gone. */
@Command(
    name = "keep-alive",
    description = "Keeps leases alive (renew).",
    customSynopsis = "ctl lease keep-alive [options] <leaseID>")
final class LeaseKeepAliveCommand extends CtlCommand {
  @Option(names = "--once", description = "Only once.")
  private boolean once;

  LeaseKeepAliveCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    LeaseId lease =
        Numbers.lease(
            onlyWord("lease keep-alive command needs lease ID as argument"), "lease ID arg");
    KeepAliveResult result = keep(lease);
    if (once && !result.exists()) {
      throw new Failure(Failure.BAD_CONNECTION, EtcdError.LEASE_NOT_FOUND.message());
    }
    while (result.exists()) {
      context().show(new LeaseViews.KeptAlive(result));
      if (once) {
        return;
      }
      pause(Math.max(1, result.ttl().orElseThrow().toMillis() / 3));
      result = keep(lease);
    }
    context().printLine("lease %016x expired or revoked.".formatted(lease.value()));
  }

  private KeepAliveResult keep(LeaseId lease) {
    return await(client().leases().keepAliveOnce(lease));
  }

  private static void pause(long millis) {
    new CompletableFuture<Void>().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS).join();
  }
}
