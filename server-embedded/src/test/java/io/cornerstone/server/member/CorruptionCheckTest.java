package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.AlarmMember;
import io.cornerstone.protocol.AlarmType;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.peer.PeerHash;
import io.cornerstone.server.raft.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A member whose data was changed behind its back is found by the others, and by itself. */
class CorruptionCheckTest {
  private static final long SECOND = 1_000_000_000L;

  private final SimEvents events = new SimEvents();
  private final SimCluster cluster = new SimCluster(3, events, new Random(1));

  private void run(int seconds) {
    events.runUntil(events.monotonicNanos() + seconds * SECOND);
  }

  private static RunningMember member(SimCluster.Slot slot) {
    return Objects.requireNonNull(slot.running);
  }

  private SimCluster.Slot leader() {
    return cluster.slots().stream()
        .filter(slot -> member(slot).raftStatus().role() == Role.LEADER)
        .findFirst()
        .orElseThrow();
  }

  private CompletableFuture<?> put(String key) {
    final CompletableFuture<?> result =
        member(leader())
            .propose(
                CommandKind.PUT,
                PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build(),
                Identity.NONE);
    run(1);
    return result;
  }

  private void startAll() {
    cluster.slots().forEach(SimCluster.Slot::start);
    run(5);
  }

  /** Starts all so that another than {@code last} leads. */
  private void startAsLast(SimCluster.Slot last) {
    cluster.slots().stream().filter(slot -> slot != last).forEach(SimCluster.Slot::start);
    run(5);
    last.start();
    run(5);
  }

  /** Stops all members in order and writes something straight into the store of one. */
  private SimCluster.Slot corruptOne() throws IOException {
    final SimCluster.Slot victim =
        cluster.slots().stream().filter(slot -> slot != leader()).findFirst().orElseThrow();
    for (SimCluster.Slot slot : cluster.slots()) {
      slot.crash(false);
    }
    try (DataDirectory directory = DataDirectory.lock(victim.disk, Path.of("/data"))) {
      final DataDirectory.Opened opened = directory.open();
      final MvccStore.WriteTxn txn = opened.stateMachine().applier().store().write();
      txn.set(ByteString.copyFromUtf8("evil"), ByteString.copyFromUtf8("1"), 0);
      txn.commit();
      opened.stateMachine().applier().commit();
      opened.stateMachine().engine().close();
      opened.wal().close();
    }
    return victim;
  }

  @Test
  void theLeaderRaisesAnAlarmForWhoHasOtherData() throws IOException {
    startAll();
    assertThat(put("a")).isCompleted();
    final SimCluster.Slot victim = corruptOne();
    startAsLast(victim);
    assertThat(put("b")).isCompleted();
    cluster.slots().forEach(slot -> member(slot).checkForCorruption(Duration.ofSeconds(10)));
    run(30);
    final AlarmMember alarm =
        AlarmMember.newBuilder().setMemberID(victim.id()).setAlarm(AlarmType.CORRUPT).build();
    for (SimCluster.Slot slot : cluster.slots()) {
      assertThat(member(slot).alarms()).containsExactly(alarm);
    }
    assertThatThrownBy(() -> put("c").join())
        .cause()
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.error()).isEqualTo(EtcdError.CORRUPT));
    cluster.check();
  }

  @Test
  void whoComparesFindsOtherData() throws IOException {
    startAll();
    assertThat(put("a")).isCompleted();
    final SimCluster.Slot victim = corruptOne();
    startAsLast(victim);
    assertThat(put("b")).isCompleted();
    final CompletableFuture<Void> compared = member(victim).compareWithPeers();
    run(5);
    // It is ahead of the others by what was written to it; they can only say so later.
    assertThat(compared).isCompleted();
    assertThat(put("c")).isCompleted();
    final CompletableFuture<Void> leaders = member(leader()).compareWithPeers();
    run(5);
    assertThatThrownBy(leaders::join)
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found data inconsistency")
        .hasMessageContaining(Long.toHexString(victim.id()));
  }

  @Test
  void equalDataRaisesNoAlarmWhileEverybodyWrites() {
    startAll();
    cluster.slots().forEach(slot -> member(slot).checkForCorruption(Duration.ofSeconds(1)));
    cluster.slots().forEach(slot -> member(slot).compactByRevisions(5));
    for (int i = 0; i < 20; i++) {
      assertThat(put("key" + i % 7)).isCompleted();
    }
    final CompletableFuture<Void> compared = member(cluster.slots().get(0)).compareWithPeers();
    run(400);
    assertThat(compared).isCompleted();
    assertThat(put("last")).isCompleted();
    run(5);
    for (SimCluster.Slot slot : cluster.slots()) {
      assertThat(member(slot).alarms()).isEmpty();
      assertThat(member(slot).store().compactRevision()).isEqualTo(16);
    }
    cluster.check();
  }

  @Test
  void aMemberAloneIsLikeItself() {
    final SimCluster.Slot alone = cluster.slots().get(0);
    alone.start();
    run(1);
    final CompletableFuture<Void> compared = member(alone).compareWithPeers();
    run(1);
    assertThat(compared).isCompleted();
  }

  @Test
  void onlyWhatCanBeComparedIsCompared() {
    final PeerHash own = new PeerHash(1, 5, 10, 10);
    assertThat(HashComparison.different(own, Map.of(2L, new PeerHash(1, 5, 10, 12)))).isEmpty();
    assertThat(HashComparison.different(own, Map.of(2L, new PeerHash(9, 5, 10, 12))))
        .containsExactly(2L);
    assertThat(HashComparison.different(own, Map.of(2L, new PeerHash(9, 6, 10, 12)))).isEmpty();
    assertThat(HashComparison.different(own, Map.of(2L, new PeerHash(9, 5, 9, 9)))).isEmpty();
  }

  @Test
  void whoIsAheadOfTheLeaderIsInDoubt() {
    final PeerHash before = new PeerHash(1, 5, 10, 10);
    final PeerHash after = new PeerHash(2, 6, 11, 11);
    final List<Long> suspects =
        HashComparison.suspects(
            1,
            before,
            after,
            Map.of(
                2L, new PeerHash(1, 5, 10, 11),
                3L, new PeerHash(1, 5, 10, 12),
                4L, new PeerHash(3, 7, 10, 11),
                5L, new PeerHash(3, 5, 10, 10)));
    assertThat(suspects).containsExactly(3L, 4L, 5L);
    final PeerHash changed = new PeerHash(2, 5, 10, 10);
    assertThat(HashComparison.suspects(1, before, changed, Map.of())).containsExactly(1L);
  }
}
