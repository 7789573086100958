package io.cornerstone.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.LeaseGrantRequest;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Long leases over changes of the leader, on simulated time: what has passed of them is not given
 * again, and no renewal that was acknowledged is forgotten.
 */
class LeaseCheckpointSimulationTest {
  private static final long LEASE = 7;
  private static final long TTL = 1200;

  /** A change of the leader, and clocks that run fast. */
  private static final long TOLERANCE_NANOS =
      3 * SimWorld.SECOND + (long) (TTL * SimWorld.SECOND * SimClock.DRIFT_MAX);

  private Scenario story = new Scenario(1, 3);

  private void start(long seed) {
    story = new Scenario(seed, 3);
    story.await(
        story
            .running(story.leader())
            .propose(
                CommandKind.LEASE_GRANT,
                LeaseGrantRequest.newBuilder().setID(LEASE).setTTL(TTL).build(),
                Identity.NONE));
  }

  private void run(long seconds) {
    story.world().run(seconds * SimWorld.SECOND);
  }

  /** Ends the leader, waits for another and for its first entry, and starts the old one again. */
  private void changeLeader() {
    final SimMember old = story.leader();
    old.crash(true);
    run(1);
    story.awaitLeader();
    old.start();
    run(3);
  }

  private long secondsLeft() {
    return story.await(story.running(story.leader()).timeToLive(LEASE, false)).getTTL();
  }

  private CompletableFuture<Long> renew() {
    return story.running(Objects.requireNonNull(story.world().anyRunning())).renewLease(LEASE);
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
    story.world().members().forEach(member -> member.crash(true));
    story.world().members().forEach(SimMember::start);
    story.awaitLeader();
    run(3);
    assertThat(secondsLeft()).isBetween(TTL - 640, TTL - 600 + 1);
  }

  @Test
  void aRenewalUndoesTheCheckpointForAllLeadersToCome() {
    start(3);
    run(620);
    final CompletableFuture<Long> renewed = renew();
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
        final long sent = story.world().events().now();
        final CompletableFuture<Long> renewed = renew();
        if (random.nextInt(3) == 0) {
          story.world().run(random.nextInt(200_000_000));
          changeLeader();
        }
        run(10);
        if (renewed.isDone() && !renewed.isCompletedExceptionally() && renewed.join() > 0) {
          owedUntil = Math.max(owedUntil, sent + TTL * SimWorld.SECOND);
          renewals++;
        }
      } else {
        changeLeader();
      }
      final long now = story.world().events().now();
      if (now < owedUntil) {
        assertThat(secondsLeft() * SimWorld.SECOND)
            .isGreaterThanOrEqualTo(owedUntil - now - TOLERANCE_NANOS);
      }
    }
    assertThat(renewals).isPositive();
  }
}
