package io.cornerstone.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Whole clusters of cores on simulated time, network and disk, one seed each. {@code
 * -Dcornerstone.seeds=N} runs N seeds, {@code -Dcornerstone.seed=S} one.
 */
class RaftSimulationTest {
  private static final int SEEDS = 100;
  private static final long DURATION = 8_000;

  @Test
  void safetyAlwaysAndProgressOnceHealed() {
    Long single = Long.getLong("cornerstone.seed");
    if (single != null) {
      run(single);
      return;
    }
    int seeds = Integer.getInteger("cornerstone.seeds", SEEDS);
    long changes = 0;
    for (long seed = 1; seed <= seeds; seed++) {
      changes += run(seed);
    }
    assertThat(changes).as("changes of the configuration in all runs").isGreaterThan(seeds);
  }

  /** Returns how often the configuration changed. */
  private static long run(long seed) {
    SimWorld world = new SimWorld(seed);
    try {
      world.runFaulty(DURATION);
      world.healAndProgress();
      return world.oracle().changes();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed "
              + seed
              + " fails after "
              + world.events()
              + " events: "
              + e.getMessage()
              + "\nreplay it: mvn -pl server-embedded -am test -Dtest=RaftSimulationTest"
              + " -Dsurefire.failIfNoSpecifiedTests=false -Dcornerstone.seed="
              + seed
              + "\nlast changes of state:\n"
              + String.join("\n", world.history()),
          e);
    }
  }
}
