package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.sim.SimDisk;
import io.cornerstone.server.sim.SimFaults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A member alone, on simulated time and disk, that ends in different ways. */
class StoppingMemberTest {
  private static final long SECOND = 1_000_000_000L;

  private final SimEvents events = new SimEvents();
  private final Random random = new Random(1);
  private final SimNetwork network = new SimNetwork(events, random);
  private final List<Throwable> failures = new ArrayList<>();
  private SimDisk disk = new SimDisk();

  @Test
  void aFailedSyncStopsTheMemberBeforeItAcknowledges() throws IOException {
    final RunningMember member = start();
    assertThat(put(member, "a")).isCompleted();
    disk.faults().fail(SimFaults.Kind.SYNC, 1);
    final CompletableFuture<Outcome> unlucky = put(member, "b");
    assertThat(error(unlucky)).isEqualTo(EtcdError.STOPPED);
    assertThat(failures).hasSize(1).first().isInstanceOf(IOException.class);
    assertThat(error(put(member, "c"))).isEqualTo(EtcdError.STOPPED);
    assertThat(error(get(member, "a"))).isEqualTo(EtcdError.STOPPED);
    disk = disk.crash(random);
    member.kill();
    final RunningMember again = start();
    assertThat(get(again, "a")).isCompletedWithValue(true);
    assertThat(get(again, "c")).isCompletedWithValue(false);
  }

  @Test
  void closingKeepsWhatWasAppliedEvenWithoutTheLog() throws IOException {
    final RunningMember member = start();
    for (int i = 0; i < 200; i++) {
      assertThat(put(member, "k" + i)).isCompleted();
    }
    final long applied = member.appliedIndex();
    member.close();
    assertThat(error(put(member, "late"))).isEqualTo(EtcdError.STOPPED);
    disk = disk.crash(random);
    final RunningMember again = start(); // Loses nothing to replay: the store has it all.
    assertThat(again.appliedIndex()).isGreaterThanOrEqualTo(applied);
    assertThat(get(again, "k199")).isCompletedWithValue(true);
    assertThat(failures).isEmpty();
  }

  @Test
  void theLogIsCutBehindTheStore() throws IOException {
    final RunningMember member = start();
    for (int i = 0; i < 500; i++) {
      assertThat(put(member, "k" + i)).isCompleted();
    }
    events.runUntil(events.monotonicNanos() + SECOND);
    disk = disk.kill();
    member.kill();
    try (DataDirectory directory = DataDirectory.lock(disk, Path.of("/data"))) {
      final DataDirectory.Opened opened = directory.open();
      assertThat(opened.restored().snapshot().last().index()).isGreaterThan(300);
      assertThat(opened.restored().tail()).hasSizeBetween(10, 200);
      opened.stateMachine().engine().abort();
    }
  }

  @Test
  void twoMembersCannotShareADirectory() throws IOException {
    start();
    org.assertj.core.api.Assertions.assertThatThrownBy(this::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/data");
  }

  @Test
  void freshDataIsNotMadeForAClusterThatRunsAlready() {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> start(false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/data");
  }

  private RunningMember start() throws IOException {
    return start(true);
  }

  private RunningMember start(boolean mayFound) throws IOException {
    final RunningMember member =
        RunningMember.open(
            new MemberOptions(
                "m",
                List.of("http://m:2"),
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                100,
                10,
                MemberLimits.DEFAULT),
            new MemberSeams(events, new SimScheduler(events, random), random, disk),
            new MemberStart(
                Path.of("/data"),
                Founding.of("m", Map.of("m", List.of("http://m:1")), "token"),
                mayFound,
                true),
            self -> network.of(self.memberId()),
            failures::add);
    member.start();
    events.runUntil(events.monotonicNanos() + SECOND / 10);
    assertThat(member.ready()).isCompleted();
    return member;
  }

  private CompletableFuture<Outcome> put(RunningMember member, String key) {
    final CompletableFuture<Outcome> result =
        member.propose(
            CommandKind.PUT,
            PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build(),
            Identity.NONE);
    events.runUntil(events.monotonicNanos() + SECOND / 100);
    return result;
  }

  private CompletableFuture<Boolean> get(RunningMember member, String key) {
    final CompletableFuture<Boolean> result =
        member
            .range(
                RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build(),
                Identity.NONE)
            .thenApply(range -> range.count() == 1);
    events.runUntil(events.monotonicNanos() + SECOND / 100);
    return result;
  }

  private static EtcdError error(CompletableFuture<?> refused) {
    assertThat(refused).isCompletedExceptionally();
    return refused
        .handle(
            (value, failure) ->
                failure instanceof RefusedException own
                    ? own.error()
                    : ((RefusedException) Objects.requireNonNull(failure.getCause())).error())
        .join();
  }
}
