package io.cornerstone.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.mvcc.KvHash;
import io.cornerstone.server.mvcc.RangeResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A member alone whose disk fails, is full, or forgets bits: it never tells what is not so. */
class DiskFaultTest {
  private static final int PUTS = 60;
  private static final int SNAPSHOT_COUNT = 20;

  private static LoneMember start(SimDisk disk, int seed) throws IOException {
    return LoneMember.start(disk, seed, SNAPSHOT_COUNT);
  }

  private static boolean put(LoneMember lone, int number) {
    final CompletableFuture<?> done = lone.put(key(number), value(number));
    return done.isDone() && !done.isCompletedExceptionally();
  }

  private static void compact(LoneMember lone, long revision) {
    final CompletableFuture<?> done =
        lone.propose(
            CommandKind.COMPACT,
            CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
    lone.run(500);
    assertThat(done).isCompleted();
  }

  /** Whether the right answer came; false if none did. A wrong one fails the test. */
  private static boolean get(LoneMember lone, int number) {
    final CompletableFuture<RangeResult> result = lone.get(key(number));
    if (!result.isDone() || result.isCompletedExceptionally()) {
      return false;
    }
    assertThat(result.join().kvs()).as("key %d", number).hasSize(1);
    assertThat(result.join().kvs().get(0).getValue().toStringUtf8()).isEqualTo(value(number));
    return true;
  }

  /** Empty if there was no answer. */
  private static Optional<KvHash> hash(LoneMember lone) {
    final CompletableFuture<KvHash> result = lone.running().hash(0);
    lone.run(20);
    return result.isDone() && !result.isCompletedExceptionally()
        ? Optional.of(result.join())
        : Optional.empty();
  }

  private static String key(int number) {
    return "key" + number % 40;
  }

  private static String value(int number) {
    return "value of " + number;
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
    final LoneMember lone = start(disk, seed);
    fault.happen(disk);
    int acknowledged = 0;
    while (acknowledged < 40 && put(lone, acknowledged)) {
      acknowledged++;
    }
    if (acknowledged == 40) { // A background commit may fail later than the puts.
      lone.run(3000);
    }
    assertThat(lone.failures()).as("failures of %d", seed).hasSize(1);
    assertThat(oneLine(lone.failures().get(0))).contains("/data/member/");
    assertThat(put(lone, acknowledged)).isFalse();
    final SimDisk left = disk.crash(new Random(seed));
    lone.running().kill();
    final LoneMember again = start(left, seed);
    for (int i = 0; i < acknowledged; i++) {
      assertThat(get(again, i)).as("key %d of %d", i, seed).isTrue();
    }
    assertThat(again.failures()).isEmpty();
  }

  @Test
  void noFlippedBitIsServed() throws IOException {
    final SimDisk disk = new SimDisk();
    final LoneMember lone = start(disk, 1);
    for (int i = 0; i < PUTS; i++) {
      assertThat(put(lone, i)).isTrue();
    }
    compact(lone, 10);
    lone.run(2000);
    final KvHash hash = hash(lone).orElseThrow();
    lone.running().close();
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
    final LoneMember lone;
    try {
      lone = start(flipped, 1);
    } catch (IOException e) {
      assertThat(oneLine(e)).contains(path.getFileName().toString());
      return true;
    } catch (UncheckedIOException e) {
      assertThat(oneLine(e)).contains(path.getFileName().toString());
      return true;
    }
    boolean answered = true;
    for (int i = PUTS - 40; i < PUTS; i++) {
      answered &= get(lone, i);
    }
    final Optional<KvHash> served = hash(lone);
    if (answered && served.isPresent()) {
      assertThat(lone.failures()).isEmpty();
      assertThat(served).contains(hash);
      lone.running().kill();
      return false;
    }
    assertThat(lone.failures()).isNotEmpty();
    assertThat(oneLine(lone.failures().get(0))).contains(path.getFileName().toString());
    lone.running().kill();
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
