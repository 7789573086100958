package io.cornerstone.examples;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.election.ElectionService;
import io.cornerstone.client.election.LeaderKey;
import io.cornerstone.client.lease.KeepAlive;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Shows an election: two candidates, one leader at a time. Who waits is elected as soon as the
 * leader resigns, or dies and its lease with it.
 */
public final class LeaderElection {
  private static final Bytes NAME = Bytes.of("jobs");
  private static final Duration TTL = Duration.ofSeconds(10);

  private LeaderElection() {}

  /** Arguments: endpoints, if it shall not run on a cluster of its own. */
  public static void main(String[] endpoints) throws Exception {
    Demo.run(LeaderElection::run, endpoints);
  }

  static void run(Client client, PrintStream out) {
    ElectionService elections = client.electionService().withTimeout(Duration.ofMinutes(1));
    try (KeepAlive first = client.leases().grantAndKeepAlive(TTL, state -> {}).join();
        KeepAlive second = client.leases().grantAndKeepAlive(TTL, state -> {}).join()) {
      LeaderKey anna = elections.campaign(NAME, first.id(), Bytes.of("anna")).join().leader();
      CompletableFuture<LeaderKey> bert =
          elections.campaign(NAME, second.id(), Bytes.of("bert")).thenApply(won -> won.leader());
      out.println("leads: " + leader(elections));
      elections.proclaim(anna, Bytes.of("anna, ready")).join();
      out.println("leads: " + leader(elections));
      elections.resign(anna).join();
      LeaderKey next = bert.join();
      out.println("leads: " + leader(elections));
      out.println("the next leader has the greater token: " + (next.revision() > anna.revision()));
      elections.resign(next).join();
    }
  }

  private static String leader(ElectionService elections) {
    return elections.leader(NAME).join().kv().value().utf8();
  }
}
