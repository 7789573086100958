package io.cornerstone.server.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.member.MemberProbe;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A member alone, on simulated time and disk, that ends in different ways. */
class StoppingMemberTest {
  private static final int SNAPSHOT_COUNT = 100;

  private final Random random = new Random(1);
  private SimDisk disk = new SimDisk();

  private LoneMember start() throws IOException {
    final LoneMember member = LoneMember.start(disk, 1, SNAPSHOT_COUNT);
    assertThat(member.running().ready()).isCompleted();
    return member;
  }

  @Test
  void aFailedSyncStopsTheMemberBeforeItAcknowledges() throws IOException {
    final LoneMember member = start();
    assertThat(member.put("a", "")).isCompleted();
    disk.faults().fail(SimFaults.Kind.SYNC, 1);
    final CompletableFuture<Outcome> unlucky = member.put("b", "");
    assertThat(error(unlucky)).isEqualTo(EtcdError.STOPPED);
    assertThat(member.failures()).hasSize(1).first().isInstanceOf(IOException.class);
    assertThat(error(member.put("c", ""))).isEqualTo(EtcdError.STOPPED);
    assertThat(error(member.get("a"))).isEqualTo(EtcdError.STOPPED);
    disk = disk.crash(random);
    member.running().kill();
    final LoneMember again = start();
    assertThat(again.get("a").join().count()).isEqualTo(1);
    assertThat(again.get("c").join().count()).isZero();
  }

  @Test
  void closingKeepsWhatWasAppliedEvenWithoutTheLog() throws IOException {
    final LoneMember member = start();
    for (int i = 0; i < 200; i++) {
      assertThat(member.put("k" + i, "")).isCompleted();
    }
    final MemberProbe probe = new MemberProbe(member.running());
    while (probe.committedIndex() == probe.appliedIndex()) {
      assertThat(member.put("more", "")).isCompleted(); // Until the store is behind.
    }
    final long applied = probe.appliedIndex();
    member.running().close();
    assertThat(error(member.put("late", ""))).isEqualTo(EtcdError.STOPPED);
    disk = disk.crash(random);
    final SimDisk left = disk.kill();
    assertThat(MemberProbe.onDisk(left, LoneMember.DIRECTORY).applied()).isEqualTo(applied);
    assertThat(start().get("k199").join().count()).isEqualTo(1);
    assertThat(member.failures()).isEmpty();
  }

  @Test
  void theLogIsCutBehindTheStore() throws IOException {
    final LoneMember member = start();
    for (int i = 0; i < 500; i++) {
      assertThat(member.put("k" + i, "")).isCompleted();
    }
    member.run(1000);
    disk = disk.kill();
    member.running().kill();
    final MemberProbe.OnDisk left = MemberProbe.onDisk(disk, LoneMember.DIRECTORY);
    assertThat(left.logBase()).isGreaterThan(300);
    assertThat(left.logLast() - left.logBase()).isBetween(10L, 200L);
  }

  @Test
  void twoMembersCannotShareADirectory() throws IOException {
    start();
    assertThatThrownBy(this::start).isInstanceOf(IOException.class).hasMessageContaining("/data");
  }

  @Test
  void freshDataIsNotMadeForAClusterThatRunsAlready() {
    assertThatThrownBy(() -> LoneMember.startExisting(disk))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/data");
  }

  private static EtcdError error(CompletableFuture<?> refused) {
    assertThat(refused).isCompletedExceptionally();
    return Scenario.refusalOf(refused);
  }
}
