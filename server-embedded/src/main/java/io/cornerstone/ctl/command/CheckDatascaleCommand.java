package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.run.Progress;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code check datascale}: writes many keys, and tells how much memory the server took for them.
 */
@Command(
    name = "datascale",
    description = {
      "Check the memory usage of holding data for different workloads on a given server endpoint.",
      "Of several endpoints, the first is asked for its memory."
    },
    customSynopsis = "ctl check datascale [options]")
final class CheckDatascaleCommand extends CtlCommand {
  private static final int KEY_BYTES = 512;
  private static final int VALUE_BYTES = 512;
  private static final int SHOW_EVERY = 500;

  @Option(names = "--load", description = "s (default), m, l or xl: 10000 to 3000000 keys.")
  private String load = "s";

  @Option(names = "--prefix", description = "Of the keys that are written.")
  private String prefix = "/etcdctl-check-datascale/";

  @Option(names = "--auto-compact", description = "Compact afterwards.")
  private boolean autoCompact;

  @Option(names = "--auto-defrag", description = "Defragment afterwards.")
  private boolean autoDefrag;

  CheckDatascaleCommand(Context context) {
    super(context);
  }

  @Override
  boolean hasTable() {
    return true; // It shows nothing but lines, in whatever form.
  }

  @Override
  void run() {
    LoadSize size = LoadSize.named(load);
    LoadRun run = new LoadRun(context(), prefix, size.clients());
    run.checkEmpty();
    double before = memory("before");
    context()
        .printLine(
            ("Start data scale check for work load [%d key-value pairs, %d bytes per key-value,"
                    + " %d concurrent clients].")
                .formatted(size.keys(), KEY_BYTES + VALUE_BYTES, size.clients()));
    try (Progress progress = new Progress(context().console(), "writing")) {
      for (int i = 0; i < size.keys(); i++) {
        run.write(KEY_BYTES, VALUE_BYTES);
        if (i % SHOW_EVERY == 0) {
          progress.show(i, size.keys(), i + " keys");
        }
      }
      run.awaitAll();
    }
    double after = memory("after");
    run.cleanUp(autoCompact, autoDefrag);
    tell(run.report(), after - before);
  }

  private double memory(String when) {
    String endpoint = context().options().endpoints().get(0);
    double bytes = MemoryMetric.residentBytes(context().options().withScheme(endpoint));
    if (bytes == 0) {
      context()
          .printLine(
              "FAIL: Could not read process_resident_memory_bytes %s the put operations."
                  .formatted(when));
      throw Failure.silent(Failure.ERROR);
    }
    return bytes;
  }

  private void tell(LoadReport report, double bytes) {
    if (report.errors().isEmpty()) {
      context()
          .printLine(
              String.format(
                  Locale.ROOT,
                  "PASS: Approximate system memory used : %.2f MB.",
                  bytes / (1024 * 1024)));
      return;
    }
    context().printLine("FAIL: too many errors");
    report
        .errors()
        .forEach(
            (reason, times) ->
                context().printLine("FAIL: ERROR(%s) -> %d".formatted(reason, times)));
    throw Failure.silent(Failure.ERROR);
  }
}
