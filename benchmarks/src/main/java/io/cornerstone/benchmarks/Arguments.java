package io.cornerstone.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the load generator was asked for.
 *
 * @param endpoints where to run; empty with {@code compare}
 * @param compare run our server and a real etcd in turn
 * @param members size of the clusters that are compared
 * @param rounds how often each of them runs
 * @param workload what to run
 */
record Arguments(
    List<String> endpoints, boolean compare, int members, int rounds, Workload workload) {
  static final String USAGE =
      """
      Usage: --endpoints URL[,URL...] | --compare [--members N] [--rounds N]
        --operations put,get   what to call, one run each
        --connections N        clients, each with its own connections (4)
        --outstanding N        calls in flight over all of them (64)
        --keys N               different keys (10000)
        --value-bytes N        size of a value (256)
        --warm-up SECONDS      before measuring (3)
        --seconds SECONDS      of measuring (5)""";

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException with one line that names the argument
   */
  static Arguments parse(String... arguments) {
    Parser parser = new Parser();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--compare")) {
        parser.compare = true;
      } else if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " is unknown or needs a value");
      } else {
        parser.set(arguments[i], arguments[++i]);
      }
    }
    return parser.finish();
  }

  private static final class Parser {
    private boolean compare;
    private List<String> endpoints = List.of();
    private int members = 1;
    private int rounds = 3;
    private List<Workload.Operation> operations = Workload.DEFAULT.operations();
    private int connections = Workload.DEFAULT.connections();
    private int outstanding = Workload.DEFAULT.outstanding();
    private int keys = Workload.DEFAULT.keys();
    private int valueBytes = Workload.DEFAULT.valueBytes();
    private int warmUpSeconds = (int) Workload.DEFAULT.warmUp().toSeconds();
    private int seconds = (int) Workload.DEFAULT.duration().toSeconds();

    private void set(String name, String value) {
      switch (name) {
        case "--endpoints" -> endpoints = List.of(value.split(","));
        case "--operations" -> operations = operations(value);
        case "--members" -> members = number(name, value, 1);
        case "--rounds" -> rounds = number(name, value, 1);
        case "--connections" -> connections = number(name, value, 1);
        case "--outstanding" -> outstanding = number(name, value, 1);
        case "--keys" -> keys = number(name, value, 1);
        case "--value-bytes" -> valueBytes = number(name, value, 0);
        case "--warm-up" -> warmUpSeconds = number(name, value, 0);
        case "--seconds" -> seconds = number(name, value, 1);
        default -> throw new IllegalArgumentException("unknown argument " + name);
      }
    }

    private static List<Workload.Operation> operations(String names) {
      List<Workload.Operation> operations = new ArrayList<>();
      for (String name : names.split(",")) {
        try {
          operations.add(Workload.Operation.valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("--operations knows put and get, not " + name, e);
        }
      }
      return List.copyOf(operations);
    }

    private static int number(String name, String value, int least) {
      try {
        int number = Integer.parseInt(value);
        if (number >= least) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Refused below, with the values that are too small.
      }
      throw new IllegalArgumentException(
          name + " must be a whole number of at least " + least + ", not " + value);
    }

    private Arguments finish() {
      if (compare != endpoints.isEmpty()) {
        throw new IllegalArgumentException("give either --endpoints or --compare");
      }
      Workload workload =
          new Workload(
              operations,
              connections,
              outstanding,
              keys,
              valueBytes,
              Duration.ofSeconds(warmUpSeconds),
              Duration.ofSeconds(seconds));
      return new Arguments(endpoints, compare, members, rounds, workload);
    }
  }
}
