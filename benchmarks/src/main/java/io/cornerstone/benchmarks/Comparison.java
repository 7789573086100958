package io.cornerstone.benchmarks;

import io.cornerstone.testkit.cluster.ProcessCluster;
import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerBinary;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Our server and a real etcd in turn, each as processes of its own on the same disk, over several
 * rounds in one run; then the ratio of the medians. Whatever else the machine does falls on both.
 */
final class Comparison {
  private final Arguments arguments;
  private final PrintStream out;

  Comparison(Arguments arguments, PrintStream out) {
    this.arguments = arguments;
    this.out = out;
  }

  void run() throws InterruptedException {
    ServerBinary ours = ServerBinary.ofCheckout(Path.of("").toAbsolutePath());
    Optional<RealEtcd> etcd = RealEtcd.find();
    Map<Workload.Operation, List<Double>> ourRates = new EnumMap<>(Workload.Operation.class);
    Map<Workload.Operation, List<Double>> etcdRates = new EnumMap<>(Workload.Operation.class);
    for (int round = 1; round <= arguments.rounds(); round++) {
      collect("cornerstone, round " + round, ours, ourRates);
      if (etcd.isPresent()) {
        collect("etcd, round " + round, ServerBinary.of(etcd.get()), etcdRates);
      }
    }
    if (etcd.isEmpty()) {
      out.println("No etcd on the PATH: nothing to compare with.");
      return;
    }
    for (Workload.Operation operation : arguments.workload().operations()) {
      double our = median(ourRates.getOrDefault(operation, List.of()));
      double real = median(etcdRates.getOrDefault(operation, List.of()));
      out.printf(
          Locale.ROOT,
          "%s: cornerstone %.0f/s, etcd %.0f/s (medians of %d), ratio %.2f%n",
          operation.name().toLowerCase(Locale.ROOT),
          our,
          real,
          arguments.rounds(),
          our / real);
    }
  }

  private void collect(
      String title, ServerBinary binary, Map<Workload.Operation, List<Double>> rates)
      throws InterruptedException {
    out.println(title + ", members: " + arguments.members());
    try (ProcessCluster cluster = ProcessCluster.start(binary, arguments.members())) {
      List<String> endpoints = cluster.endpoints().stream().map(URI::toString).toList();
      for (LoadResult result : LoadGenerator.measure(arguments.workload(), endpoints, out)) {
        rates
            .computeIfAbsent(result.operation(), operation -> new ArrayList<>())
            .add(result.perSecond());
      }
    }
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
