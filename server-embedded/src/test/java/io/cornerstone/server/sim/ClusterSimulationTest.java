package io.cornerstone.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole clusters under load and faults; every invariant is checked after every event. More seeds:
 * {@code -Dcornerstone.seeds=FROM-TO}; for hours, see {@link SoakSimulationTest}.
 */
class ClusterSimulationTest {
  /** The seeds of a build. */
  static final String BUILD_SEEDS = "1-40";

  static final long FAULT_SECONDS = 60;

  static List<Long> seeds() {
    return seeds(System.getProperty("cornerstone.seeds", BUILD_SEEDS));
  }

  static List<Long> seeds(String fromTo) {
    final String[] range = fromTo.split("-", 2);
    final List<Long> seeds = new ArrayList<>();
    for (long seed = Long.parseLong(range[0]); seed <= Long.parseLong(range[1]); seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyInvariantHoldsAndTheClusterRecovers(long seed) {
    final SimRun.Result result = SimRun.run(seed, FAULT_SECONDS);
    assertThat(result.writes()).isGreaterThan(100);
    assertThat(result.reads()).isGreaterThan(100);
    assertThat(result.watched()).isGreaterThan(100);
  }

  @Test
  void aSeedReplaysTheSameRun() {
    assertThat(SimRun.run(3, 20)).isEqualTo(SimRun.run(3, 20));
  }
}
