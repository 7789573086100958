package io.cornerstone.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * What to run against a cluster: a closed loop, in which each answer is followed by the next call.
 *
 * @param operations what to call, one run each
 * @param connections clients, each with connections of its own
 * @param outstanding calls in flight over all connections
 * @param keys how many different keys are written and read
 * @param valueBytes size of a value
 * @param warmUp time before measuring starts
 * @param duration time of measuring
 */
record Workload(
    List<Operation> operations,
    int connections,
    int outstanding,
    int keys,
    int valueBytes,
    Duration warmUp,
    Duration duration) {
  static final Workload DEFAULT =
      new Workload(
          List.of(Operation.PUT, Operation.GET),
          4,
          64,
          10_000,
          256,
          Duration.ofSeconds(3),
          Duration.ofSeconds(5));

  /** What one call does. */
  enum Operation {
    PUT,
    /** A linearizable read of one key. */
    GET
  }
}
