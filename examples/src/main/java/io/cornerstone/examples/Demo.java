package io.cornerstone.examples;

import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.testkit.cluster.TestCluster;
import java.io.PrintStream;
import java.util.List;

/** Runs an example: at the endpoints it was given, or else on a cluster of its own. */
final class Demo {
  /** What an example does with a client. */
  @FunctionalInterface
  interface Body {
    /** Runs to the end and prints what it sees. */
    void run(Client client, PrintStream out) throws Exception;
  }

  private Demo() {}

  /**
   * Runs an example and prints to the standard output.
   *
   * @param endpoints of a cluster that runs; none for a cluster of one in this process, which is
   *     gone afterwards
   */
  static void run(Body body, String... endpoints) throws Exception {
    if (endpoints.length > 0) {
      ClientConfig config = ClientConfig.DEFAULT.withEndpoints(List.of(endpoints));
      try (Client client = Client.connect(config)) {
        body.run(client, System.out);
      }
      return;
    }
    try (TestCluster cluster = TestCluster.start(1);
        Client client = cluster.newClient()) {
      body.run(client, System.out);
    }
  }
}
