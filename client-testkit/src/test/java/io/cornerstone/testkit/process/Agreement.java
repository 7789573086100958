package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.StatusResponse;
import io.cornerstone.testkit.cluster.ProcessCluster;
import io.cornerstone.testkit.cluster.ServerProcess;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the members of a cluster must agree on. */
final class Agreement {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Agreement() {}

  /** The member that takes itself for the leader, once all agree on it. */
  static ServerProcess leader(ProcessCluster cluster) {
    Map<String, StatusResponse> seen = new TreeMap<>();
    Until.holds(
        "one leader",
        PATIENCE,
        () -> {
          cluster.members().forEach(member -> seen.put(member.name(), status(member)));
          long leader = seen.values().iterator().next().getLeader();
          return seen.values().stream().allMatch(s -> s.getLeader() == leader)
              && seen.values().stream().anyMatch(Agreement::isLeader);
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
  static void assertEveryMemberHas(ProcessCluster cluster, SortedMap<String, String> acknowledged) {
    ServerProcess asked = cluster.members().get(0);
    assertThat(readLinearizable(asked)).containsAllEntriesOf(acknowledged);
    for (ServerProcess member : cluster.members()) {
      try (Wire wire = new Wire(member.clientUrl())) {
        Until.holds(
            member.name() + " has all keys", // A write that was given up may still come to be.
            PATIENCE,
            () -> readLinearizable(asked).equals(wire.readAll(false)),
            () -> "it has " + wire.readAll(false).size());
      }
    }
  }

  /** All members' whole histories, up to the newest revision, have the same hash. */
  static void assertEqualHistories(List<ServerProcess> members) {
    long revision = 0;
    for (ServerProcess member : members) {
      revision = Math.max(revision, status(member).getHeader().getRevision());
    }
    final long newest = revision;
    Map<String, Integer> hashes = new TreeMap<>();
    for (ServerProcess member : members) {
      Until.holds(
          member.name() + " is at revision " + newest,
          PATIENCE,
          () -> status(member).getHeader().getRevision() >= newest,
          () -> status(member));
      try (Wire wire = new Wire(member.clientUrl())) {
        hashes.put(member.name(), wire.hashOfHistory(newest));
      }
    }
    assertThat(hashes.values())
        .as("hashes of the history: %s", hashes)
        .containsOnly(hashes.values().iterator().next());
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
