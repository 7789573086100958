package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.wal.Wal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cluster of three is replaced member by member, leaders too, while it is written to: by learners
 * that are promoted, and each time somebody else is removed. Everything acknowledged is there in
 * the end, on members of which none was a founder.
 */
class MembershipSimulationTest {
  private static final long SECOND = 1_000_000_000L;

  private final SimEvents events = new SimEvents();
  private final List<String> acknowledged = new ArrayList<>();
  private int written;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyMemberIsReplaced(long seed) {
    final RandomGenerator random = new Random(seed);
    final SimCluster cluster = new SimCluster(3, events, random);
    final List<SimCluster.Slot> founders = List.copyOf(cluster.slots());
    founders.forEach(SimCluster.Slot::start);
    pass(10);
    for (SimCluster.Slot founder : founders) {
      write(cluster, random);
      final SimCluster.Slot joined = join(cluster);
      write(cluster, random);
      settle(
          cluster,
          () -> anyone(cluster, random).changes().promote(joined.id(), Identity.NONE),
          "promote");
      settle(
          cluster,
          () -> anyone(cluster, random).changes().remove(founder.id(), Identity.NONE),
          "remove");
      if (random.nextBoolean()) {
        founder.crash(random.nextBoolean()); // Before it may have heard.
        founder.start();
      }
      until(cluster, "the removed one stops", () -> isOver(cluster, founder));
    }
    write(cluster, random);
    pass(5);
    cluster.check();
    assertThat(cluster.running()).hasSize(3).doesNotContainAnyElementsOf(founders);
    for (SimCluster.Slot slot : cluster.running()) {
      final RunningMember member = Objects.requireNonNull(slot.running);
      assertThat(member.members()).hasSize(3).noneMatch(Member::getIsLearner);
      for (String key : acknowledged) {
        assertThat(member.store().range(get(key)).kvs()).as(key).hasSize(1);
      }
    }
  }

  /** Once a member has stopped by itself, its process ends. */
  private static boolean isOver(SimCluster cluster, SimCluster.Slot founder) {
    final RunningMember member = founder.running;
    if (member != null && cluster.hasLeft(founder)) {
      founder.crash(false);
    }
    return founder.running == null;
  }

  private SimCluster.Slot join(SimCluster cluster) {
    final String name = "m" + cluster.slots().size();
    final List<Member> founders = cluster.founders();
    final List<Long> ids = new ArrayList<>();
    settle(
        cluster,
        () ->
            cluster
                .leader()
                .changes()
                .add(List.of("http://" + name + ":1"), true, Identity.NONE)
                .thenAccept(added -> ids.add(added.getMember().getID())),
        "add");
    final long clusterId = cluster.leader().clusterId();
    final SimCluster.Slot slot =
        cluster.join(name, new Founding(new Wal.Metadata(clusterId, ids.get(0)), founders));
    slot.start();
    until(cluster, name + " is ready", () -> Objects.requireNonNull(slot.running).ready().isDone());
    return slot;
  }

  private void write(SimCluster cluster, RandomGenerator random) {
    for (int i = 0; i < 30; i++) { // More than the log keeps, in the end: some need snapshots.
      final String key = "k" + written++;
      settle(
          cluster,
          () ->
              anyone(cluster, random)
                  .propose(
                      CommandKind.PUT,
                      PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build(),
                      Identity.NONE),
          key);
      acknowledged.add(key);
    }
  }

  private static RunningMember anyone(SimCluster cluster, RandomGenerator random) {
    final List<SimCluster.Slot> running = cluster.running();
    return Objects.requireNonNull(running.get(random.nextInt(running.size())).running);
  }

  private static RangeRequest get(String key) {
    return RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
  }

  /** Makes a call until it succeeds. */
  private void settle(SimCluster cluster, Supplier<CompletableFuture<?>> call, String what) {
    final List<CompletableFuture<?>> last = new ArrayList<>(List.of(call.get()));
    until(
        cluster,
        what,
        () -> {
          final CompletableFuture<?> result = last.get(0);
          if (result.isCompletedExceptionally()) {
            last.set(0, call.get());
          }
          return result.isDone() && !result.isCompletedExceptionally();
        });
  }

  private void until(SimCluster cluster, String what, Supplier<Boolean> condition) {
    for (int step = 0; step < 2000; step++) {
      if (condition.get()) {
        return;
      }
      events.runUntil(events.monotonicNanos() + SECOND / 50);
      cluster.check();
    }
    throw new AssertionError(what + ": not within 40 simulated seconds");
  }

  private void pass(long seconds) {
    events.runUntil(events.monotonicNanos() + seconds * SECOND);
  }
}
