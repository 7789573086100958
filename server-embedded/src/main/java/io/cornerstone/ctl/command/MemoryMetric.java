package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a member over HTTP how much memory its process has. */
final class MemoryMetric {
  private static final String NAME = "process_resident_memory_bytes ";

  private MemoryMetric() {}

  /** Bytes; 0 if the member does not tell. */
  static double residentBytes(String address) {
    URI uri = URI.create((address.contains("://") ? address : "http://" + address) + "/metrics");
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
    try {
      return read(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Failure.INTERRUPTED, "interrupted");
    }
  }

  static double read(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(NAME))
        .findFirst()
        .map(line -> Double.parseDouble(line.substring(NAME.length()).strip()))
        .orElse(0.0);
  }
}
