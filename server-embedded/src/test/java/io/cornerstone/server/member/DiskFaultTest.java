package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.mvcc.KvHash;
import io.cornerstone.server.sim.SimDisk;
import io.cornerstone.server.sim.SimFaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A member alone whose disk fails, is full, or forgets bits: it never tells what is not so. */
class DiskFaultTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int PUTS = 60;

  /** A member on a disk, in a time of its own. */
  private static final class Lone {
    final SimEvents events = new SimEvents();
    final Random random;
    final List<Throwable> failures = new ArrayList<>();
    final RunningMember member;

    Lone(SimDisk disk, int seed) throws IOException {
      random = new Random(seed);
      final SimNetwork network = new SimNetwork(events, random);
      member =
          RunningMember.open(
              new MemberOptions(
                  "m",
                  List.of("http://m:2"),
                  Duration.ofMillis(100),
                  Duration.ofSeconds(1),
                  20,
                  5,
                  MemberLimits.DEFAULT),
              new MemberSeams(events, new SimScheduler(events, random), random, disk),
              new MemberStart(
                  Path.of("/data"),
                  Founding.of("m", Map.of("m", List.of("http://m:1")), "token"),
                  true,
                  true),
              self -> network.of(self.memberId()),
              failures::add);
      member.start();
      run(10);
    }

    void run(int hundredths) {
      events.runUntil(events.monotonicNanos() + hundredths * SECOND / 100);
    }

    boolean put(int number) {
      final PutRequest request =
          PutRequest.newBuilder().setKey(key(number)).setValue(value(number)).build();
      final CompletableFuture<?> done = member.propose(CommandKind.PUT, request, Identity.NONE);
      run(2);
      return done.isDone() && !done.isCompletedExceptionally();
    }

    void compact(long revision) {
      final CompletableFuture<?> done =
          member.propose(
              CommandKind.COMPACT,
              CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build(),
              Identity.NONE);
      run(50);
      assertThat(done).isCompleted();
    }

    /** Whether the right answer came; false if none did. A wrong one fails the test. */
    boolean get(int number) {
      final RangeRequest request = RangeRequest.newBuilder().setKey(key(number)).build();
      final var result = member.range(request, Identity.NONE);
      run(2);
      if (!result.isDone() || result.isCompletedExceptionally()) {
        return false;
      }
      assertThat(result.join().kvs()).as("key %d", number).hasSize(1);
      assertThat(result.join().kvs().get(0).getValue()).isEqualTo(value(number));
      return true;
    }

    /** Empty if there was no answer. */
    Optional<KvHash> hash() {
      final CompletableFuture<KvHash> result = member.hash(0);
      run(2);
      return result.isDone() && !result.isCompletedExceptionally()
          ? Optional.of(result.join())
          : Optional.empty();
    }

    private static ByteString key(int number) {
      return ByteString.copyFromUtf8("key" + number % 40);
    }

    private static ByteString value(int number) {
      return ByteString.copyFromUtf8("value of " + number);
    }
  }

  @Test
  void whateverChangeOfTheDiskFailsNothingAcknowledgedIsLost() throws IOException {
    for (int allowed = 0; allowed < 60; allowed++) {
      final int changes = allowed;
      failDuringPuts(changes, disk -> disk.faults().stopAfter(changes));
    }
  }

  @Test
  void aDiskThatIsFullStopsTheMemberAndLosesNothing() throws IOException {
    for (int room = 0; room < 40; room++) {
      final int bytes = 37 * room;
      failDuringPuts(room, disk -> disk.faults().setCapacity(disk.totalBytes() + bytes));
    }
  }

  @Test
  void aSyncThatFailsIsNotTriedAgain() throws IOException {
    for (int nth = 1; nth <= 25; nth++) {
      final int failing = nth;
      failDuringPuts(nth, disk -> disk.faults().fail(SimFaults.Kind.SYNC, failing));
    }
  }

  /** Lets a disk fail. */
  private interface Fault {
    void happen(SimDisk disk);
  }

  private static void failDuringPuts(int seed, Fault fault) throws IOException {
    final SimDisk disk = new SimDisk();
    final Lone lone = new Lone(disk, seed);
    fault.happen(disk);
    int acknowledged = 0;
    while (acknowledged < 40 && lone.put(acknowledged)) {
      acknowledged++;
    }
    if (acknowledged == 40) { // A background commit may fail later than the puts.
      lone.run(300);
    }
    assertThat(lone.failures).as("failures of %d", seed).hasSize(1);
    assertThat(oneLine(lone.failures.get(0))).contains("/data/member/");
    assertThat(lone.put(acknowledged)).isFalse();
    final SimDisk left = disk.crash(new Random(seed));
    lone.member.kill();
    final Lone again = new Lone(left, seed);
    for (int i = 0; i < acknowledged; i++) {
      assertThat(again.get(i)).as("key %d of %d", i, seed).isTrue();
    }
    assertThat(again.failures).isEmpty();
  }

  @Test
  void noFlippedBitIsServed() throws IOException {
    final SimDisk disk = new SimDisk();
    final Lone lone = new Lone(disk, 1);
    for (int i = 0; i < PUTS; i++) {
      assertThat(lone.put(i)).isTrue();
    }
    lone.compact(10);
    lone.run(200);
    final KvHash hash = lone.hash().orElseThrow();
    lone.member.close();
    int found = 0;
    int harmless = 0;
    final Random random = new Random(1);
    for (Path path : disk.files()) {
      final long bytes = size(disk, path);
      final long step = Math.max(1, bytes / 150);
      for (long at = 0; at < bytes; at += step) {
        final SimDisk flipped = disk.kill();
        flipped.flipBit(path, 8 * at + random.nextInt(8));
        if (isNoticed(flipped, path, hash)) {
          found++;
        } else {
          harmless++;
        }
      }
    }
    assertThat(found).isGreaterThan(harmless / 2).isGreaterThan(100);
  }

  private static long size(SimDisk disk, Path path) throws IOException {
    try (var file = disk.open(path, false)) {
      return file.size();
    }
  }

  private static boolean isNoticed(SimDisk flipped, Path path, KvHash hash) {
    final Lone lone;
    try {
      lone = new Lone(flipped, 1);
    } catch (IOException e) {
      assertThat(oneLine(e)).contains(path.getFileName().toString());
      return true;
    } catch (UncheckedIOException e) {
      assertThat(oneLine(e)).contains(path.getFileName().toString());
      return true;
    }
    boolean answered = true;
    for (int i = PUTS - 40; i < PUTS; i++) {
      answered &= lone.get(i);
    }
    final Optional<KvHash> served = lone.hash();
    if (answered && served.isPresent()) {
      assertThat(lone.failures).isEmpty();
      assertThat(served).contains(hash);
      lone.member.kill();
      return false;
    }
    assertThat(lone.failures).isNotEmpty();
    assertThat(oneLine(lone.failures.get(0))).contains(path.getFileName().toString());
    lone.member.kill();
    return true;
  }

  private static String oneLine(Throwable failure) {
    final Throwable cause =
        failure instanceof UncheckedIOException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    assertThat(cause).isInstanceOf(IOException.class);
    final String line = Objects.requireNonNull(cause.getMessage());
    assertThat(line).doesNotContain("\n");
    return line;
  }
}
