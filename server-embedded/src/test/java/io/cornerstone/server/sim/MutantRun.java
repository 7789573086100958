package io.cornerstone.server.sim;

/** The process in which a mutated server runs: ends with 1 at the first seed that fails. */
final class MutantRun {
  private MutantRun() {}

  /** Takes the seeds, FROM-TO. */
  public static void main(String[] arguments) {
    for (long seed : ClusterSimulationTest.seeds(arguments[0])) {
      try {
        SimRun.run(seed, ClusterSimulationTest.FAULT_SECONDS);
      } catch (SimFailure e) {
        final String what = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        final Throwable cause = e.getCause();
        System.out.println(
            "seed " + seed + ": " + what + (cause == null ? "" : ": " + cause.getMessage()));
        System.exit(1);
      }
    }
    System.exit(0);
  }
}
