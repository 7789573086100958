package io.cornerstone.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.benchmarks.PeerResult.Metric;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerTableTest {
  private final PeerTable table = new PeerTable(List.of("a", "b", "absent"));

  @Test
  void showsMediansAndMarksTheBest() {
    for (double rate : new double[] {1_000, 3_000, 2_000}) {
      table.add("a", new PeerResult("put", Map.of(Metric.PER_SECOND, rate)));
    }
    table.add("b", new PeerResult("put", Map.of(Metric.PER_SECOND, 1_500.0)));
    table.add("a", new PeerResult("idle", Map.of(Metric.HEAP_BYTES, 300.0)));
    table.add("b", new PeerResult("idle", Map.of(Metric.HEAP_BYTES, 200.0)));

    assertThat(printed())
        .containsExactly(
            "| | | a | b | absent |",
            "|---|---|---:|---:|---:|",
            "| put | per second | **2,000** | 1,500 | — |",
            "| idle | heap, bytes each | 300 | **200** | — |");
  }

  @Test
  void aResultTravelsAsALine() {
    PeerResult result =
        new PeerResult("put, 1", Map.of(Metric.P50_MILLIS, 0.25, Metric.CPU_MICROS, 12.5));

    assertThat(PeerResult.parse(result.toLine())).contains(result);
    assertThat(PeerResult.parse("some log line")).isEmpty();
  }

  private List<String> printed() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table.print(new PrintStream(bytes, true, UTF_8));
    return bytes.toString(UTF_8).lines().toList();
  }
}
