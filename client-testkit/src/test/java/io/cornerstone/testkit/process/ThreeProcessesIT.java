package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.testkit.cluster.ProcessCluster;
import io.cornerstone.testkit.cluster.ServerProcess;
import java.time.Duration;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Three members as processes and a client that writes all the time: whatever was acknowledged is
 * there afterwards, on every member, whoever is killed.
 */
class ThreeProcessesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Many election timeouts: an election takes one or two, and the machine may be busy. */
  private static final Duration FAILOVER_MAX = Duration.ofSeconds(25);

  /** Cuts the log so often that a member which was away cannot be served from it. */
  private static final String[] SHORT_LOG = {
    "--snapshot-count=100", "--snapshot-catchup-entries=50"
  };

  @Test
  void writesGoOnAfterTheLeaderIsKilledAndNothingIsLost(TestReporter reporter) {
    try (ProcessCluster cluster = start()) {
      ServerProcess leader = Agreement.leader(cluster);
      SortedMap<String, String> acknowledged =
          writeAround(cluster, "leader killed", reporter, leader::kill, leader::restart);

      cluster.members().forEach(ServerProcess::kill);
      cluster.startAll();
      Agreement.assertEveryMemberHas(cluster, acknowledged);
    }
  }

  @Test
  void writesGoOnAfterAFollowerIsKilled(TestReporter reporter) {
    try (ProcessCluster cluster = start()) {
      ServerProcess leader = Agreement.leader(cluster);
      ServerProcess follower =
          cluster.members().stream().filter(member -> member != leader).findFirst().orElseThrow();
      writeAround(cluster, "follower killed", reporter, follower::kill, follower::restart);
    }
  }

  @Test
  void aKilledMemberCatchesUpWhenTheLogThatItNeedsIsGone() {
    try (ProcessCluster cluster = start(SHORT_LOG)) {
      ServerProcess first = Agreement.leader(cluster);
      try (WritingClient client = WritingClient.start("k/", cluster.endpoints())) {
        client.awaitMore(50, PATIENCE);
        first.kill();
        client.awaitMore(600, PATIENCE);
        first.restart();
        client.awaitMore(50, PATIENCE);
        client.close();
        Agreement.assertEveryMemberHas(cluster, client.acknowledged());
        assertThat(cluster.members())
            .as("a member logs that it sends a snapshot, as the log alone did not do")
            .anyMatch(member -> member.output().contains("sending snapshot"));
      }
    }
  }

  @Test
  void aPausedLeaderIsReplacedAndFollowsWhenItGoesOn(TestReporter reporter) {
    try (ProcessCluster cluster = start()) {
      ServerProcess leader = Agreement.leader(cluster);
      writeAround(cluster, "leader paused", reporter, leader::pause, leader::resume);
    }
  }

  private static ProcessCluster start(String... flags) {
    return ProcessCluster.start(Target.checkoutJar(), 3, flags);
  }

  /** Writes before, during and after the absence of a member; returns what was acknowledged. */
  private static SortedMap<String, String> writeAround(
      ProcessCluster cluster, String what, TestReporter reporter, Runnable leave, Runnable back) {
    SortedMap<String, String> acknowledged;
    try (WritingClient client = WritingClient.start("k/", cluster.endpoints())) {
      client.awaitMore(100, PATIENCE);
      leave.run();
      long left = WritingClient.now();
      client.awaitMore(100, PATIENCE);
      Duration time = client.timeToWriteAfter(left);
      reporter.publishEntry(
          what + ": first write that began later was acknowledged after", time.toString());
      assertThat(time).as(what).isLessThan(FAILOVER_MAX);
      back.run();
      client.awaitMore(100, PATIENCE);
      client.close();
      acknowledged = client.acknowledged();
    }
    Agreement.assertEveryMemberHas(cluster, acknowledged);
    return acknowledged;
  }
}
