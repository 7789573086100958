package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.run.Progress;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code check perf}: writes at a steady rate for a minute, and judges how that went. */
@Command(
    name = "perf",
    description = {
      "Check the performance of the etcd cluster.",
      "Fails below nine tenths of the rate, above 500 ms for the slowest write, and above a"
          + " standard deviation of 100 ms."
    },
    customSynopsis = "ctl check perf [options]")
final class CheckPerfCommand extends CheckCommand {
  private static final int KEY_BYTES = 256;
  private static final int VALUE_BYTES = 1024;
  private static final double RATE_SHARE_MIN = 0.9;
  private static final double SLOWEST_SECONDS_MAX = 0.5;
  private static final double DEVIATION_SECONDS_MAX = 0.1;

  @Option(names = "--duration", description = "How long to write; default 60s.")
  private Duration duration = Duration.ofSeconds(60);

  CheckPerfCommand(Context context) {
    super(context, "/etcdctl-check-perf/");
  }

  @Override
  void run() {
    LoadSize size = size();
    LoadRun run = begin(size);
    long startedAt = context().console().nanos();
    try (Progress progress = new Progress(context().console(), "writing")) {
      write(run, size, startedAt, progress);
    }
    run.awaitAll();
    double seconds = (context().console().nanos() - startedAt) / 1e9;
    cleanUp(run);
    if (!judge(run.report(), run.report().count() / seconds, size.writesPerSecond())) {
      throw Failure.silent(Failure.ERROR);
    }
  }

  /** A write per interval; what was held up is made up for. */
  private void write(LoadRun run, LoadSize size, long startedAt, Progress progress) {
    long interval = Duration.ofSeconds(1).toNanos() / size.writesPerSecond();
    long whole = duration.toNanos();
    for (long at = 0; at < whole; at += interval) {
      run.awaitTime(startedAt + at);
      long elapsed = context().console().nanos() - startedAt;
      if (elapsed >= whole) {
        return;
      }
      run.write(KEY_BYTES, VALUE_BYTES);
      if (elapsed / 1_000_000_000 != (elapsed - interval) / 1_000_000_000) {
        progress.show(elapsed, whole, elapsed / 1_000_000_000 + "s");
      }
    }
  }

  private boolean judge(LoadReport report, double rate, int wanted) {
    boolean ok = judgeErrors(report);
    boolean isFast = rate / wanted > RATE_SHARE_MIN;
    say(
        (isFast ? "PASS: Throughput is %d writes/s" : "FAIL: Throughput too low: %d writes/s")
            .formatted((long) rate + 1));
    boolean isEven = report.slowestSeconds() <= SLOWEST_SECONDS_MAX;
    say(
        (isEven ? "PASS: Slowest request took %fs" : "Slowest request took too long: %fs")
            .formatted(report.slowestSeconds()));
    boolean isSteady = report.standardDeviation() <= DEVIATION_SECONDS_MAX;
    say(
        (isSteady ? "PASS: Stddev is %fs" : "Stddev too high: %fs")
            .formatted(report.standardDeviation()));
    ok = ok && isFast && isEven && isSteady;
    say(ok ? "PASS" : "FAIL");
    return ok;
  }
}
