package io.cornerstone.testkit.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server says of its metrics, their values aside.
 *
 * @param types by name
 * @param labels names of labels, and bounds of buckets as {@code le=BOUND}, by name
 */
record Served(Map<String, String> types, Map<String, SortedSet<String>> labels) {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
  private static final Pattern SERIES = Pattern.compile("(\\w+)(\\{.*})? \\S+");
  private static final Pattern LABEL = Pattern.compile("[{,](\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  static Served by(URI root) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(root.resolve("/metrics")).build(),
                HttpResponse.BodyHandlers.ofString());
    Map<String, String> types = new TreeMap<>();
    Map<String, SortedSet<String>> labels = new TreeMap<>();
    String name = "";
    for (String line : response.body().lines().toList()) {
      Matcher type = TYPE.matcher(line);
      Matcher series = SERIES.matcher(line);
      if (type.matches()) {
        name = type.group(1);
        types.put(name, type.group(2));
      } else if (series.matches() && series.group(2) != null) {
        addLabels(series.group(2), labels.computeIfAbsent(name, any -> new TreeSet<>()));
      }
    }
    return new Served(types, labels);
  }

  private static void addLabels(String text, SortedSet<String> labels) {
    Matcher label = LABEL.matcher(text);
    while (label.find()) {
      boolean isBound = label.group(1).equals("le");
      labels.add(isBound ? "le=" + label.group(2) : label.group(1));
    }
  }
}
