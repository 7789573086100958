package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.time.Duration;
import picocli.CommandLine.Command;

/** {@code lease grant TTL}. */
@Command(name = "grant", description = "Creates leases.", customSynopsis = "ctl lease grant <ttl>")
final class LeaseGrantCommand extends CtlCommand {
  LeaseGrantCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    String ttl = onlyWord("lease grant command needs TTL argument");
    context().show(new LeaseViews.Granted(await(client().leases().grant(seconds(ttl)))));
  }

  private static Duration seconds(String text) {
    try {
      return Duration.ofSeconds(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw Failure.arguments("bad TTL (%s)".formatted(Numbers.invalid("ParseInt", text)));
    }
  }
}
