package io.cornerstone.benchmarks;

import io.cornerstone.benchmarks.PeerResult.Metric;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Results of several clients over several rounds; prints the medians as a Markdown table. */
final class PeerTable {
  private final List<String> names;

  /** What each client came to in each round, by the line of the table. */
  private final Map<Line, Map<String, List<Double>>> lines = new LinkedHashMap<>();

  private record Line(String title, Metric metric) {}

  PeerTable(List<String> names) {
    this.names = List.copyOf(names);
  }

  void add(String name, PeerResult result) {
    result
        .values()
        .forEach(
            (metric, value) ->
                lines
                    .computeIfAbsent(
                        new Line(result.title(), metric), line -> new LinkedHashMap<>())
                    .computeIfAbsent(name, client -> new ArrayList<>())
                    .add(value));
  }

  void print(PrintStream out) {
    StringJoiner head = new StringJoiner(" | ", "| | | ", " |");
    names.forEach(head::add);
    out.println(head);
    out.println("|---|---|" + "---:|".repeat(names.size()));
    lines.forEach((line, values) -> out.println(row(line, values)));
  }

  /** The best figure of a line is bold. */
  private String row(Line line, Map<String, List<Double>> values) {
    double best = Double.NaN;
    for (List<Double> rounds : values.values()) {
      double median = Comparison.median(rounds);
      if (Double.isNaN(best) || line.metric().isBetter(median, best)) {
        best = median;
      }
    }
    StringJoiner row = new StringJoiner(" | ", "| ", " |");
    row.add(line.title());
    row.add(line.metric().title());
    for (String name : names) {
      List<Double> rounds = values.get(name);
      if (rounds == null) {
        row.add("—");
        continue;
      }
      double median = Comparison.median(rounds);
      String text = line.metric().format(median);
      row.add(median == best ? "**" + text + "**" : text);
    }
    return row.toString();
  }
}
