package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.LeaseGrantRequest;
import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.raft.Role;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Long leases over changes of the leader, on simulated time: what has passed of them is not given
 * again, and no renewal that was acknowledged is forgotten.
 */
class LeaseCheckpointSimulationTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long LEASE = 7;
  private static final long TTL = 1200;

  private final SimEvents events = new SimEvents();
  private SimCluster cluster = new SimCluster(3, events, new Random(1));

  private void start(long seed) {
    cluster = new SimCluster(3, events, new Random(seed));
    cluster.slots().forEach(SimCluster.Slot::start);
    awaitLeader();
    final var granted =
        leader()
            .orElseThrow()
            .running()
            .propose(
                CommandKind.LEASE_GRANT,
                LeaseGrantRequest.newBuilder().setID(LEASE).setTTL(TTL).build(),
                Identity.NONE);
    run(1);
    assertThat(granted).isCompleted();
  }

  private record Leading(SimCluster.Slot slot, RunningMember running) {}

  private Optional<Leading> leader() {
    for (SimCluster.Slot slot : cluster.running()) {
      final RunningMember member = slot.running;
      if (member != null && member.raftStatus().role() == Role.LEADER) {
        return Optional.of(new Leading(slot, member));
      }
    }
    return Optional.empty();
  }

  private void run(long seconds) {
    events.runUntil(events.monotonicNanos() + seconds * SECOND);
    cluster.check();
  }

  private void awaitLeader() {
    for (int tries = 0; tries < 30 && leader().isEmpty(); tries++) {
      run(1);
    }
    assertThat(leader()).isPresent();
  }

  /** Ends the leader, waits for another and for its first entry, and starts the old one again. */
  private void changeLeader() {
    final SimCluster.Slot old = leader().orElseThrow().slot();
    old.crash(true);
    run(1);
    awaitLeader();
    old.start();
    run(3);
  }

  private long secondsLeft() {
    final CompletableFuture<LeaseTimeToLiveResponse> answer =
        leader().orElseThrow().running().timeToLive(LEASE, false);
    run(1);
    assertThat(answer).isDone();
    return answer.join().getTTL();
  }

  private CompletableFuture<Long> renew(RandomGenerator random) {
    final var running = cluster.running();
    final SimCluster.Slot slot = running.get(random.nextInt(running.size()));
    return Objects.requireNonNull(slot.running).renewLease(LEASE);
  }

  @Test
  void aNewLeaderGoesOnWhereTheLastCheckpointWas() {
    start(1);
    run(620); // Checkpoints after 300 s and 600 s.
    changeLeader();
    assertThat(secondsLeft()).isBetween(TTL - 640, TTL - 600 + 1);
  }

  @Test
  void aCheckpointIsThereAfterARestartOfAll() {
    start(2);
    run(620);
    cluster.slots().forEach(slot -> slot.crash(true));
    cluster.slots().forEach(SimCluster.Slot::start);
    awaitLeader();
    run(3);
    assertThat(secondsLeft()).isBetween(TTL - 640, TTL - 600 + 1);
  }

  @Test
  void aRenewalUndoesTheCheckpointForAllLeadersToCome() {
    start(3);
    run(620);
    final CompletableFuture<Long> renewed = renew(new Random(3));
    run(2);
    assertThat(renewed).isCompletedWithValue(TTL);
    changeLeader();
    assertThat(secondsLeft()).isBetween(TTL - 10, TTL + 1);
    run(310); // The next leader writes checkpoints of its own.
    changeLeader();
    assertThat(secondsLeft()).isBetween(TTL - 330, TTL - 290);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void noAcknowledgedRenewalIsForgotten(long seed) {
    final Random random = new Random(seed);
    start(seed);
    long owedUntil = 0; // On the simulated clock: until then the lease lives for certain.
    int renewals = 0;
    for (int step = 0; step < 12; step++) {
      // Often close to a checkpoint, and to a change of the leader.
      run(random.nextBoolean() ? 295 + random.nextInt(10) : random.nextInt(60));
      if (random.nextInt(3) > 0) {
        final long sent = events.monotonicNanos();
        final CompletableFuture<Long> renewed = renew(random);
        if (random.nextInt(3) == 0) {
          events.runUntil(sent + random.nextInt(200_000_000));
          changeLeader();
        }
        run(10);
        if (renewed.isDone() && !renewed.isCompletedExceptionally() && renewed.join() > 0) {
          owedUntil = Math.max(owedUntil, sent + TTL * SECOND);
          renewals++;
        }
      } else {
        changeLeader();
      }
      final long now = events.monotonicNanos();
      if (now < owedUntil) {
        assertThat(secondsLeft() * SECOND).isGreaterThanOrEqualTo(owedUntil - now - 3 * SECOND);
      }
    }
    assertThat(renewals).isPositive();
  }
}
