package io.cornerstone.server.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run went wrong: tells what, how to see it again, and what came before. */
final class SimFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  SimFailure(long seed, String what, List<String> trace, @Nullable Throwable cause) {
    super(
        what
            + "\nseed "
            + seed
            + "; replay with: mvn -q -ntp verify -Dquick -pl server-embedded -am"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest=ClusterSimulationTest"
            + " -Dcornerstone.seeds="
            + seed
            + "-"
            + seed
            + "\nlast events:\n  "
            + String.join("\n  ", trace),
        cause);
  }
}
