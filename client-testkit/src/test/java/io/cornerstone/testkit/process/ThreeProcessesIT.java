package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.StatusResponse;
import io.cornerstone.testkit.cluster.ProcessCluster;
import io.cornerstone.testkit.cluster.ServerProcess;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Three members as processes and a client that writes all the time: whatever was acknowledged is
 * there afterwards, on every member, whoever is killed.
 */
class ThreeProcessesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Ten election timeouts: an election takes one or two, and the machine may be busy. */
  private static final Duration FAILOVER_MAX = Duration.ofSeconds(10);

  /** Cuts the log so often that a member which was away cannot be served from it. */
  private static final String[] SHORT_LOG = {
    "--snapshot-count=100", "--snapshot-catchup-entries=50"
  };

  @Test
  void writesGoOnAfterTheLeaderIsKilledAndNothingIsLost(TestReporter reporter) {
    try (ProcessCluster cluster = start()) {
      SortedMap<String, String> acknowledged;
      ServerProcess leader = leader(cluster);
      try (WritingClient client = WritingClient.start("k/", cluster.endpoints())) {
        client.awaitMore(200, PATIENCE);
        leader.kill();
        long killed = WritingClient.now();
        client.awaitMore(100, PATIENCE);
        reportFailover(reporter, "leader killed", client.timeToWriteAfter(killed));
        leader.restart();
        client.awaitMore(100, PATIENCE);
        client.close();
        acknowledged = client.acknowledged();
      }
      assertEveryMemberHas(cluster, acknowledged);

      cluster.members().forEach(ServerProcess::kill);
      cluster.startAll();
      assertEveryMemberHas(cluster, acknowledged);
    }
  }

  @Test
  void writesGoOnAfterAFollowerIsKilled(TestReporter reporter) {
    try (ProcessCluster cluster = start()) {
      ServerProcess leader = leader(cluster);
      ServerProcess follower =
          cluster.members().stream().filter(member -> member != leader).findFirst().orElseThrow();
      try (WritingClient client = WritingClient.start("k/", cluster.endpoints())) {
        client.awaitMore(100, PATIENCE);
        follower.kill();
        long killed = WritingClient.now();
        client.awaitMore(100, PATIENCE);
        reportFailover(reporter, "follower killed", client.timeToWriteAfter(killed));
        follower.restart();
        client.awaitMore(100, PATIENCE);
        client.close();
        assertEveryMemberHas(cluster, client.acknowledged());
      }
    }
  }

  @Test
  void aKilledMemberCatchesUpWhenTheLogThatItNeedsIsGone() {
    try (ProcessCluster cluster = start(SHORT_LOG)) {
      ServerProcess first = leader(cluster);
      try (WritingClient client = WritingClient.start("k/", cluster.endpoints())) {
        client.awaitMore(50, PATIENCE);
        first.kill();
        client.awaitMore(600, PATIENCE);
        first.restart();
        client.awaitMore(50, PATIENCE);
        client.close();
        assertEveryMemberHas(cluster, client.acknowledged());
        assertThat(cluster.members())
            .as("a member logs that it sends a snapshot, as the log alone did not do")
            .anyMatch(member -> member.output().contains("sending snapshot"));
      }
    }
  }

  @Test
  void aPausedLeaderIsReplacedAndFollowsWhenItGoesOn(TestReporter reporter) {
    try (ProcessCluster cluster = start()) {
      ServerProcess leader = leader(cluster);
      try (WritingClient client = WritingClient.start("k/", cluster.endpoints())) {
        client.awaitMore(50, PATIENCE);
        leader.pause();
        long paused = WritingClient.now();
        client.awaitMore(50, PATIENCE);
        reportFailover(reporter, "leader paused", client.timeToWriteAfter(paused));
        leader.resume();
        client.awaitMore(50, PATIENCE);
        client.close();
        assertEveryMemberHas(cluster, client.acknowledged());
      }
    }
  }

  private static ProcessCluster start(String... flags) {
    return ProcessCluster.start(Target.checkoutJar(), 3, flags);
  }

  private static void reportFailover(TestReporter reporter, String what, Duration time) {
    reporter.publishEntry(
        what + ": first write that began later was acknowledged after", time.toString());
    assertThat(time).as(what).isLessThan(FAILOVER_MAX);
  }

  /** The member that takes itself for the leader, once all agree on it. */
  private static ServerProcess leader(ProcessCluster cluster) {
    Map<String, StatusResponse> seen = new TreeMap<>();
    Until.holds(
        "one leader",
        PATIENCE,
        () -> {
          cluster.members().forEach(member -> seen.put(member.name(), status(member)));
          long leader = seen.values().iterator().next().getLeader();
          return leader != 0 && seen.values().stream().allMatch(s -> s.getLeader() == leader);
        },
        () -> seen);
    return cluster.members().stream()
        .filter(member -> isLeader(status(member)))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isLeader(StatusResponse status) {
    return status.getLeader() == status.getHeader().getMemberId();
  }

  private static StatusResponse status(ServerProcess member) {
    try (Wire wire = new Wire(member.clientUrl())) {
      return wire.status();
    }
  }

  /**
   * Each member comes to hold, by itself, all that was acknowledged, and the same as the others.
   */
  private static void assertEveryMemberHas(
      ProcessCluster cluster, SortedMap<String, String> acknowledged) {
    SortedMap<String, String> expected = readLinearizable(cluster.members().get(0));
    assertThat(expected).containsAllEntriesOf(acknowledged);
    for (ServerProcess member : cluster.members()) {
      try (Wire wire = new Wire(member.clientUrl())) {
        Until.holds(
            member.name() + " has all " + expected.size() + " keys",
            PATIENCE,
            () -> wire.readAll(false).equals(expected),
            () -> "it has " + wire.readAll(false).size());
      }
    }
  }

  private static SortedMap<String, String> readLinearizable(ServerProcess member) {
    SortedMap<String, String> found = new TreeMap<>();
    try (Wire wire = new Wire(member.clientUrl())) {
      Until.holds(
          "a linearizable read",
          PATIENCE,
          () -> {
            try {
              found.putAll(wire.readAll(true));
              return true;
            } catch (StatusRuntimeException e) {
              return false; // No leader yet after a restart.
            }
          },
          () -> "it was refused each time");
    }
    return found;
  }
}
