package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import picocli.CommandLine.Option;

/** A check that writes a load, judges, and cleans up behind itself. */
abstract class CheckCommand extends CtlCommand {
  @Option(names = "--load", description = "How much is written: s (default), m, l or xl.")
  private String load = "s";

  @Option(names = "--prefix", description = "Of the keys that are written.")
  private String prefix;

  @Option(names = "--auto-compact", description = "Compact afterwards.")
  private boolean autoCompact;

  @Option(names = "--auto-defrag", description = "Defragment afterwards.")
  private boolean autoDefrag;

  CheckCommand(Context context, String prefix) {
    super(context);
    this.prefix = prefix;
  }

  @Override
  boolean hasTable() {
    return true; // It shows nothing but lines, in whatever form.
  }

  final LoadSize size() {
    return LoadSize.named(load);
  }

  /** A load under the prefix, where nothing may be yet. */
  final LoadRun begin(LoadSize size) {
    LoadRun run = new LoadRun(context(), prefix, size.clients());
    run.checkEmpty();
    return run;
  }

  final void cleanUp(LoadRun run) {
    run.cleanUp(autoCompact, autoDefrag);
  }

  /** Tells of writes that failed; returns whether there were none. */
  final boolean judgeErrors(LoadReport report) {
    if (report.errors().isEmpty()) {
      return true;
    }
    say("FAIL: too many errors");
    report
        .errors()
        .forEach((reason, times) -> say("FAIL: ERROR(%s) -> %d".formatted(reason, times)));
    return false;
  }

  final void say(String line) {
    context().printLine(line);
  }
}
