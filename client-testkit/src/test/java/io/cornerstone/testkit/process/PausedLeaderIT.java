package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.protocol.RangeResponse;
import io.cornerstone.testkit.cluster.ProcessCluster;
import io.cornerstone.testkit.cluster.ServerProcess;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/**
 * The leader is halted (SIGSTOP) for longer than the election timeout. When it goes on it still
 * takes itself for the leader, for a moment; what it finds in its sockets then was sent after
 * others had written.
 */
class PausedLeaderIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LONG_DEADLINE_MILLIS = 20_000;
  private static final int CALLS = 40;
  private static final int ROUNDS = 3;

  @Test
  void noReadIsStaleAndNoWriteIsLost() {
    try (ProcessCluster cluster = ProcessCluster.start(Target.checkoutJar(), 3)) {
      SortedMap<String, String> acknowledged = new TreeMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        pauseTheLeader(cluster, "round-" + round, acknowledged);
      }
      Agreement.assertEveryMemberHas(cluster, acknowledged);
      Agreement.assertEqualHistories(cluster.members());
    }
  }

  private static void pauseTheLeader(
      ProcessCluster cluster, String round, SortedMap<String, String> acknowledged) {
    ServerProcess leader = Agreement.leader(cluster);
    List<URI> others =
        cluster.members().stream()
            .filter(member -> member != leader)
            .map(ServerProcess::clientUrl)
            .toList();
    try (Wire wire = new Wire(leader.clientUrl())) {
      wire.put("fresh", "before " + round); // Also opens the connection.
      leader.pause();
      final List<ListenableFuture<RangeResponse>> reads;
      final List<ListenableFuture<PutResponse>> writes;
      try {
        putSomewhere(others, "fresh", round);
        reads = sendReads(wire);
        writes = sendWrites(wire, round);
      } finally {
        leader.resume();
      }
      acknowledged.put("fresh", round);
      reads.forEach(read -> answer(read).ifPresent(range -> assertFresh(range, round)));
      for (int i = 0; i < CALLS; i++) {
        if (answer(writes.get(i)).isPresent()) {
          acknowledged.put(key(round, i), round);
        }
      }
    }
  }

  private static List<ListenableFuture<RangeResponse>> sendReads(Wire wire) {
    List<ListenableFuture<RangeResponse>> reads = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      reads.add(wire.readLater("fresh", LONG_DEADLINE_MILLIS));
    }
    return reads;
  }

  private static List<ListenableFuture<PutResponse>> sendWrites(Wire wire, String round) {
    List<ListenableFuture<PutResponse>> writes = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      writes.add(wire.putLater(key(round, i), round, LONG_DEADLINE_MILLIS));
    }
    return writes;
  }

  private static String key(String round, int i) {
    return round + "/" + i;
  }

  private static void assertFresh(RangeResponse range, String round) {
    assertThat(range.getKvs(0).getValue().toStringUtf8())
        .as("a linearizable read that began after the write was acknowledged")
        .isEqualTo(round);
  }

  /** The answer, or empty if the call failed, which it may. */
  private static <T> Optional<T> answer(ListenableFuture<T> call) {
    try {
      return Optional.of(call.get());
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(StatusRuntimeException.class);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void putSomewhere(List<URI> members, String key, String value) {
    List<Wire> wires = members.stream().map(Wire::new).toList();
    try {
      Until.holds(
          "a write while the leader is halted",
          PATIENCE,
          () -> wires.stream().anyMatch(wire -> succeeds(wire, key, value)),
          () -> "every member refused it");
    } finally {
      wires.forEach(Wire::close);
    }
  }

  private static boolean succeeds(Wire wire, String key, String value) {
    try {
      wire.put(key, value, 2_000);
      return true;
    } catch (StatusRuntimeException e) {
      return false; // No new leader yet.
    }
  }
}
