package io.cornerstone.recipes;

import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.testkit.cluster.TestCluster;
import java.time.Duration;

/** Clients whose calls may take as long as an election or a cold start does on a busy machine. */
public final class PatientClient {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  private PatientClient() {}

  /** A new client of all members; the caller closes it. */
  public static Client of(TestCluster cluster) {
    return Client.connect(
        ClientConfig.DEFAULT.withEndpoints(cluster.endpoints()).withCallTimeout(CALL_TIMEOUT));
  }

  /** Loads what the first calls of a JVM load, before tests whose clients are less patient. */
  public static void warmUp(TestCluster cluster) {
    try (Client client = of(cluster)) {
      LeaseId lease = client.leases().grant(Duration.ofMinutes(1)).join().id();
      client.leases().revoke(lease).join();
    }
  }
}
