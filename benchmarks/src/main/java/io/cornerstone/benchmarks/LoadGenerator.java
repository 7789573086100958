package io.cornerstone.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts and linearizable gets in a closed loop, against any endpoint, or against our server and a
 * real etcd in turn.
 *
 * <pre>
 * LoadGenerator --endpoints http://127.0.0.1:2379 --connections 4 --outstanding 64 --seconds 10
 * LoadGenerator --compare --members 3 --rounds 3
 * </pre>
 */
public final class LoadGenerator {
  private LoadGenerator() {}

  /** Runs the load that the arguments describe; a bad argument is one line and exit code 2. */
  public static void main(String[] arguments) throws Exception {
    Arguments parsed;
    try {
      parsed = Arguments.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(Arguments.USAGE);
      System.exit(2);
      return;
    }
    run(parsed, System.out);
  }

  static void run(Arguments arguments, PrintStream out) throws Exception {
    out.println(describe(arguments.workload()));
    if (arguments.compare()) {
      new Comparison(arguments, out).run();
    } else {
      measure(arguments.workload(), arguments.endpoints(), out);
    }
  }

  /** Runs every operation of the workload once and prints a line for each. */
  static List<LoadResult> measure(Workload workload, List<String> endpoints, PrintStream out)
      throws InterruptedException {
    ClosedLoop loop = new ClosedLoop(workload, () -> new CornerstoneClient(endpoints));
    List<LoadResult> results = new ArrayList<>();
    for (Workload.Operation operation : workload.operations()) {
      LoadResult result = loop.run(operation);
      out.println("  " + result);
      results.add(result);
    }
    return results;
  }

  private static String describe(Workload workload) {
    return workload.outstanding()
        + " calls outstanding over "
        + workload.connections()
        + " connections, "
        + workload.keys()
        + " keys, values of "
        + workload.valueBytes()
        + " bytes, "
        + workload.duration().toSeconds()
        + " s after "
        + workload.warmUp().toSeconds()
        + " s of warm-up";
  }
}
