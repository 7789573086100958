package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.run.Progress;
import java.util.Locale;
import picocli.CommandLine.Command;

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
final class CheckDatascaleCommand extends CheckCommand {
  private static final int KEY_BYTES = 512;
  private static final int VALUE_BYTES = 512;
  private static final int SHOW_EVERY = 500;

  CheckDatascaleCommand(Context context) {
    super(context, "/etcdctl-check-datascale/");
  }

  @Override
  void run() {
    LoadSize size = size();
    LoadRun run = begin(size);
    double before = memory("before");
    say(
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
    cleanUp(run);
    tell(run.report(), after - before);
  }

  private double memory(String when) {
    String endpoint = context().options().endpoints().get(0);
    double bytes = MemoryMetric.residentBytes(context().options().withScheme(endpoint));
    if (bytes == 0) {
      say(
          "FAIL: Could not read process_resident_memory_bytes %s the put operations."
              .formatted(when));
      throw Failure.silent(Failure.ERROR);
    }
    return bytes;
  }

  private void tell(LoadReport report, double bytes) {
    if (!judgeErrors(report)) {
      throw Failure.silent(Failure.ERROR);
    }
    say(
        String.format(
            Locale.ROOT, "PASS: Approximate system memory used : %.2f MB.", bytes / (1024 * 1024)));
  }
}
