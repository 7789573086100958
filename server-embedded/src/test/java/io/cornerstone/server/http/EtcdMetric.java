package io.cornerstone.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A metric as etcd serves it.
 *
 * @param labels separated by commas, in order; a dash is none
 * @param first the lowest bound of a histogram's buckets; a dash if it is none
 * @param buckets how many there are, each bound twice the one before
 */
public record EtcdMetric(String name, String type, String labels, String first, String buckets) {
  private static final String NONE = "-";

  /** All that etcd serves. */
  public static List<EtcdMetric> all() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(EtcdMetric.class.getResourceAsStream("/metrics/etcd.tsv")),
                StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).map(EtcdMetric::of).toList();
    }
  }

  private static EtcdMetric of(String line) {
    String[] parts = line.split("\t", -1);
    return new EtcdMetric(parts[0], parts[1], parts[2], parts[3], parts[4]);
  }

  /** The metric is there with the type, the labels and the buckets that it has in etcd. */
  public void assertIn(Scrape scrape) {
    assertThat(scrape.types()).containsEntry(name, type);
    String found = String.join(",", scrape.labels(name));
    assertThat(found.isEmpty() ? NONE : found).as("labels of %s", name).isEqualTo(labels);
    if (!first.equals(NONE)) {
      assertBuckets(scrape);
    }
  }

  private void assertBuckets(Scrape scrape) {
    double bound = Double.parseDouble(first);
    for (int i = 0; i < Integer.parseInt(buckets); i++) {
      assertThat(scrape.sum(bucket(bound))).as(bucket(bound)).isNotNaN();
      bound *= 2;
    }
    assertThat(scrape.sum(bucket(bound))).isNaN();
    assertThat(scrape.sum(name + "_bucket{le=\"+Inf\"}")).isEqualTo(scrape.sum(name + "_count"));
  }

  private String bucket(double bound) {
    return name + "_bucket{le=\"" + goText(bound) + "\"}";
  }

  /** As etcd spells bounds; an independent and narrower spelling than that under test. */
  private static String goText(double bound) {
    return bound >= 1e6
        ? BigDecimal.valueOf((long) bound, 6).toPlainString() + "e+06"
        : new BigDecimal(Double.toString(bound)).stripTrailingZeros().toPlainString();
  }

  @Override
  public String toString() {
    return name;
  }
}
