package io.cornerstone.server.sim;

import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Simulates for as long as one likes, from a seed that the time of day chooses: {@code -Dsoak=30m}.
 * {@code -Dsoak.from=SEED} chooses the first seed.
 */
@EnabledIfSystemProperty(named = "soak", matches = "\\d+[smhSMH]")
class SoakSimulationTest {
  private static final long REPORT_NANOS = Duration.ofSeconds(10).toNanos();

  private final io.cornerstone.server.env.Clock clock = new io.cornerstone.server.env.SystemClock();
  private final Map<Nemesis.Fault, Long> faults = new EnumMap<>(Nemesis.Fault.class);
  private final Map<Operator.Change, Long> changes = new EnumMap<>(Operator.Change.class);
  private long seeds;
  private long simulatedNanos;
  private long writes;
  private long watched;
  private long leases;

  @Test
  void nothingIsFoundForAsLongAsItLasts() {
    final Duration length = Duration.parse("PT" + System.getProperty("soak"));
    final long end = clock.monotonicNanos() + length.toNanos();
    long seed = Long.getLong("soak.from", clock.wallMillis());
    long nextReport = clock.monotonicNanos() + REPORT_NANOS;
    while (clock.monotonicNanos() < end) {
      add(SimRun.run(seed, ClusterSimulationTest.FAULT_SECONDS));
      seed++;
      if (clock.monotonicNanos() >= nextReport) {
        report(System.out);
        nextReport += REPORT_NANOS;
      }
    }
    report(System.out);
  }

  private void add(SimRun.Result result) {
    seeds++;
    simulatedNanos += result.simulatedNanos();
    writes += result.writes();
    watched += result.watched();
    leases += result.leasesGone();
    result.faults().forEach((fault, count) -> faults.merge(fault, count, Long::sum));
    result.changes().forEach((change, count) -> changes.merge(change, count, Long::sum));
  }

  private void report(PrintStream out) {
    out.printf(
        "%d seeds, %.1f simulated hours, %d writes, %d events watched, %d leases gone, %d faults"
            + " %s, changes of members %s%n",
        seeds,
        simulatedNanos / 3.6e12,
        writes,
        watched,
        leases,
        faults.values().stream().mapToLong(Long::longValue).sum(),
        faults,
        changes);
  }
}
