package io.cornerstone.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.PutResponse;
import io.cornerstone.server.http.Scrape;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a member without a quorum does with those who wait. */
class LimitsIT {
  private static final Duration HEARTBEAT = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path root;

  @Test
  void aCallWhoseDeadlineHasPassedIsDropped() throws Exception {
    try (Cluster cluster = start()) {
      int alone = loseQuorum(cluster);
      ClientStub client = cluster.client(alone);
      Throwable failure = failure(client.putLater("late", "v", Duration.ofMillis(300)));
      assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      // At once, long before the member's own time for a request is over.
      Waits.until("nothing waits", () -> figure(cluster, alone, "proposals_pending") == 0);
      assertThat(figure(cluster, alone, "proposals_failed_total")).isZero();
      for (int i = 1; i < 3; i++) {
        cluster.launch((alone + i) % 3);
      }
      cluster.awaitLeader();
      client.put("later", "v");
      assertThat(client.get("late")).isEmpty();
    }
  }

  private Cluster start() {
    return Cluster.start(
        root,
        3,
        builder ->
            builder.heartbeatInterval(HEARTBEAT).electionTimeout(HEARTBEAT.multipliedBy(50)));
  }

  /** Leaves one member alone, which knows it. */
  private static int loseQuorum(Cluster cluster) {
    int leader = cluster.awaitLeader();
    int alone = (leader + 1) % 3;
    cluster.kill(leader);
    cluster.kill((leader + 2) % 3);
    Waits.until("no leader", () -> figure(cluster, alone, "has_leader") == 0);
    return alone;
  }

  private static double figure(Cluster cluster, int member, String name) {
    return Scrape.now(cluster.member(member).clientUrls().get(0)).sum("etcd_server_" + name);
  }

  private static Throwable failure(CompletableFuture<PutResponse> call) {
    return Waits.get(
        call.handle((done, failure) -> failure == null ? new AssertionError("done") : failure),
        PATIENCE);
  }
}
