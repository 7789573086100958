package io.cornerstone.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.benchmarks.PeerResult.Metric;
import io.cornerstone.testkit.cluster.TestCluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerLoadTest {
  private static final Metric[] OF_CALLS = {
    Metric.PER_SECOND, Metric.P50_MILLIS, Metric.P99_MILLIS, Metric.CPU_MICROS
  };

  /** Differences, of so little work less than what else the process does meanwhile. */
  private static final Set<Metric> MAY_BE_LOST = EnumSet.of(Metric.CPU_MICROS, Metric.HEAP_BYTES);

  @Test
  void measuresEveryLine() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (TestCluster cluster = TestCluster.start(1)) {
      PeerPlan plan =
          new PeerPlan(
              cluster.endpoints().get(0), Duration.ofMillis(10), Duration.ofMillis(50), 10, 100);

      new PeerLoad(
              endpoint -> new CornerstoneClient(List.of(endpoint)),
              PeerPlan.parse(plan.toArguments().toArray(String[]::new)),
              new PrintStream(printed, true, UTF_8))
          .run();
    }

    List<PeerResult> results =
        printed.toString(UTF_8).lines().map(PeerResult::parse).flatMap(Optional::stream).toList();
    assertThat(results)
        .extracting(PeerResult::title)
        .containsExactly(
            "get, 1 outstanding",
            "get, 100 outstanding",
            "get, 1000 outstanding",
            "put, 1 outstanding",
            "put, 100 outstanding",
            "put, 1000 outstanding",
            "events, fan-in of 10 watchers",
            "idle watchers, 100");
    assertThat(results.subList(0, 7))
        .allSatisfy(result -> assertThat(result.values()).containsOnlyKeys(OF_CALLS));
    assertThat(results.get(7).values()).containsOnlyKeys(Metric.HEAP_BYTES);
    assertThat(results)
        .flatExtracting(result -> result.values().entrySet())
        .filteredOn(figure -> !MAY_BE_LOST.contains(figure.getKey()))
        .allMatch(figure -> figure.getValue() > 0);
  }
}
