package io.cornerstone.ctl.command;

import io.cornerstone.client.Header;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;

/** {@code lease revoke ID}. */
@Command(
    name = "revoke",
    description = "Revokes leases.",
    customSynopsis = "ctl lease revoke <leaseID>")
final class LeaseRevokeCommand extends CtlCommand {
  LeaseRevokeCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    LeaseId lease =
        Numbers.lease(onlyWord("lease revoke command needs 1 argument"), "lease ID arg");
    try {
      Header header = client().leases().revoke(lease).join().header();
      context().show(new HeaderView(header, "lease %016x revoked".formatted(lease.value())));
    } catch (CompletionException e) {
      throw new Failure(Failure.ERROR, "failed to revoke lease (" + context().reason(e) + ")");
    }
  }
}
