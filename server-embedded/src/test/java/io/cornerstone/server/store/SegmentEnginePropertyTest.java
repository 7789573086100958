package io.cornerstone.server.store;

import io.cornerstone.server.sim.SimDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The engine against a few sorted maps. More seeds: {@code -Dcornerstone.seeds=10000}. */
final class SegmentEnginePropertyTest {
  private static final int STEPS = 150;

  @Test
  void theEngineIsEqualToItsModel() throws IOException {
    int seeds = Integer.getInteger("cornerstone.seeds", 40);
    for (int seed = 1; seed <= seeds; seed++) {
      try {
        run(seed);
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static void run(int seed) throws IOException {
    Random random = new Random(seed);
    SimDisk disk = new SimDisk();
    StoreScript script = new StoreScript(random, disk);
    for (int i = 0; i < STEPS; i++) {
      script.step();
      if (random.nextInt(60) == 0) {
        script.restoreView(Path.of("/member/restored"));
      }
      if (random.nextInt(40) == 0) {
        script.reopen();
      }
    }
    script.now().verify(script.engine());
    script.reopen();
    script.engine().close();
  }
}
