package io.cornerstone.testkit.process;

import static io.cornerstone.testkit.view.LiveTarget.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Client;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.testkit.cluster.Polling;
import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerBinary;
import io.cornerstone.testkit.cluster.ServerProcess;
import io.cornerstone.testkit.cluster.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A client is halted (SIGSTOP) until its lease has ended. When it goes on, answers to what it sent
 * long ago wait in its sockets; never again may it take the lease for alive.
 */
@Timeout(120)
class PausedClientIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int TTL_SECONDS = 6;

  @Test
  void aLeaseOfOurServerIsLostToAClientThatWasHalted() {
    try (TestCluster cluster = TestCluster.start(1)) {
      haltAClientOf(cluster.member(0).endpoint());
    }
  }

  @Test
  void aLeaseOfEtcdIsLostToAClientThatWasHalted() {
    RealEtcd etcd = Target.etcdOrSkip();
    try (ServerProcess server = ServerProcess.start(ServerBinary.of(etcd))) {
      haltAClientOf(server.clientUrl().toString());
    }
  }

  private static void haltAClientOf(String endpoint) {
    try (Client direct = Client.connect(endpoint);
        RunningCommand holder =
            RunningCommand.startOpen(LeaseHolder.command(endpoint, TTL_SECONDS), Map.of())) {
      // Long enough to have been renewed.
      String first = holder.awaitOutput(7_000, PATIENCE);
      LeaseId lease = new LeaseId(Long.parseLong(first.lines().findFirst().orElseThrow()));
      assertThat(first).contains("Active[]").doesNotContain("Lost");
      holder.pause();
      Polling.await(
          PATIENCE, "the lease to end", () -> !await(direct.leases().timeToLive(lease)).exists());
      int before = holder.awaitOutput(0, PATIENCE).length();
      holder.resume();
      String after = holder.awaitOutput(before + 2_000, PATIENCE).substring(before);
      // The first line may be what it had found just when it was halted.
      List<String> lines = after.lines().skip(1).toList();
      assertThat(lines.subList(0, lines.size() - 1))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).startsWith("Lost[").endsWith(", 0 ms left"));
    }
  }
}
