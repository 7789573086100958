package io.cornerstone.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /metrics} answered, read as strictly as Prometheus reads it.
 *
 * @param types by name of the metric
 * @param samples by name and labels, as written
 */
public record Scrape(Map<String, String> types, Map<String, Double> samples) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern TYPE =
      Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)"
              + "(\\{(?:[a-zA-Z_]\\w*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\",?)*})? (\\S+)");
  private static final Pattern PART = Pattern.compile("_(bucket|sum|count)$");

  public static Scrape of(URI root) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(root.resolve("/metrics")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    return parse(response.body());
  }

  /** The same, for conditions that are waited for. */
  public static Scrape now(URI root) {
    try {
      return of(root);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static Scrape parse(String text) {
    Map<String, String> types = new TreeMap<>();
    Map<String, Double> samples = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) {
        assertThat(types.put(type.group(1), type.group(2))).as("second " + line).isNull();
      } else if (sample.matches()) {
        String labels = sample.group(2) == null ? "" : sample.group(2);
        assertThat(typeOf(types, sample.group(1))).isNotEmpty();
        Double before = samples.put(sample.group(1) + labels, number(sample.group(3)));
        assertThat(before).as("second " + line).isNull();
      } else {
        assertThat(line).as("a comment or nothing").matches("(# HELP .*)?");
      }
    }
    return new Scrape(types, samples);
  }

  private static String typeOf(Map<String, String> types, String name) {
    String type = types.get(name);
    String whole = PART.matcher(name).replaceFirst("");
    return Objects.requireNonNull(type != null ? type : types.get(whole), "no type of " + name);
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /**
   * The sum of the series of this name that have these labels too; NaN if there is none.
   *
   * @param selector a name, perhaps with some labels in braces
   */
  public double sum(String selector) {
    int brace = selector.indexOf('{');
    String name = brace < 0 ? selector : selector.substring(0, brace);
    String[] labels =
        brace < 0 ? new String[0] : selector.substring(brace + 1, selector.length() - 1).split(",");
    double sum = Double.NaN;
    for (Map.Entry<String, Double> sample : samples.entrySet()) {
      if (isSeriesOf(sample.getKey(), name, labels)) {
        sum = (Double.isNaN(sum) ? 0 : sum) + sample.getValue();
      }
    }
    return sum;
  }

  private static boolean isSeriesOf(String series, String name, String[] labels) {
    if (!series.equals(name) && !series.startsWith(name + "{")) {
      return false;
    }
    for (String label : labels) {
      if (!series.contains(label)) {
        return false;
      }
    }
    return true;
  }

  /** The names of a metric's labels, over all its series, without the bound of buckets. */
  TreeSet<String> labels(String name) {
    TreeSet<String> found = new TreeSet<>();
    Pattern label = Pattern.compile("[{,]([a-zA-Z_]\\w*)=\"");
    for (String series : samples.keySet()) {
      if (series.matches("\\Q" + name + "\\E(_bucket|_sum|_count)?(\\{.*)?")) {
        Matcher each = label.matcher(series);
        while (each.find()) {
          found.add(each.group(1));
        }
      }
    }
    found.remove("le");
    return found;
  }
}
