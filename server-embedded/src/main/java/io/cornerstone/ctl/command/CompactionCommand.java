package io.cornerstone.ctl.command;

import io.cornerstone.client.kv.CompactOptions;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code compaction REV}. */
@Command(
    name = "compaction",
    description = "Compacts the event history.",
    customSynopsis = "ctl compaction [options] <revision>")
final class CompactionCommand extends CtlCommand {
  @Option(names = "--physical", description = "Wait until the old versions are off the disk.")
  private boolean physical;

  CompactionCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    long revision = revision(onlyWord("compaction command needs 1 argument"));
    await(client().kv().compact(revision, new CompactOptions(physical)));
    context().printLine("compacted revision " + revision);
  }

  private static long revision(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Failure(Failure.ERROR, Numbers.invalid("ParseInt", text));
    }
  }
}
