package io.cornerstone.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.sim.SimDisk;
import io.cornerstone.server.sim.SimFaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Power losses at random moments, also inside of operations, bit flips and failing disks. More
 * seeds: {@code -Dcornerstone.seeds=10000}.
 */
final class StoreCrashTest {
  private static final int GENERATIONS = 3;
  private static final int STEPS = 60;

  /** A disk as a loss of power left it, and the least that it must hold. */
  private record Image(SimDisk disk, LogPosition synced) {}

  /** One test body of one seed. */
  private interface Body {
    void run(Random random) throws IOException;
  }

  private static void forSeeds(int usual, Body body) {
    int seeds = Integer.getInteger("cornerstone.seeds", usual);
    for (int seed = 1; seed <= seeds; seed++) {
      try {
        body.run(new Random(seed));
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void anyPowerLossLeavesACommitNotOlderThanTheLastSyncedOne() {
    forSeeds(40, StoreCrashTest::crashes);
  }

  private static void crashes(Random random) throws IOException {
    SimDisk disk = new SimDisk();
    StoreScript script = new StoreScript(random, disk);
    for (int generation = 0; generation < GENERATIONS; generation++) {
      List<Image> images = new ArrayList<>();
      SegmentEngine engine = script.engine();
      SimDisk current = disk;
      disk.faults()
          .setHook(
              (kind, path) -> {
                if (random.nextInt(100) < imagePercent(kind)) {
                  LogPosition synced = engine.synced(); // Before the image: it only grows.
                  images.add(new Image(current.crash(random), synced));
                }
              });
      for (int i = random.nextInt(STEPS); i >= 0; i--) {
        script.step();
      }
      disk.faults().setHook(null);
      images.forEach(image -> check(script, image));
      LogPosition synced = engine.synced();
      SimDisk left = random.nextInt(4) == 0 ? disk.kill() : disk.crash(random);
      engine.abort();
      script.recover(left);
      assertThat(script.engine().committed().index()).isGreaterThanOrEqualTo(synced.index());
      disk = left;
    }
    script.reopen();
    script.engine().close();
  }

  /** The order of syncs and names is where mistakes are made. */
  private static int imagePercent(SimFaults.Kind kind) {
    return switch (kind) {
      case SYNC, SYNC_DIRECTORY, CREATE, RENAME -> 20;
      case WRITE, TRUNCATE, DELETE -> 3;
      case READ, OPEN, LIST -> 0;
    };
  }

  private static void check(StoreScript script, Image image) {
    try {
      SegmentEngine opened =
          SegmentEngine.open(image.disk(), StoreScript.DIRECTORY, script.options());
      int commit = script.indexOf(opened.committed());
      assertThat(commit).isGreaterThanOrEqualTo(script.indexOf(image.synced()));
      script.commits().get(commit).copy().verifyOpened(opened);
      opened.abort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFailingDiskStopsTheWriterButNoReader() {
    forSeeds(30, StoreCrashTest::failures);
  }

  private static void failures(Random random) throws IOException {
    SimDisk disk = new SimDisk();
    StoreScript script = new StoreScript(random, disk);
    fill(script, random.nextInt(40));
    if (random.nextBoolean()) {
      disk.faults().setCapacity(disk.totalBytes() + random.nextInt(3000));
    } else {
      disk.faults().stopAfter(random.nextInt(20));
    }
    SegmentEngine engine = script.engine();
    LogPosition[] synced = {LogPosition.ZERO};
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                synced[0] = engine.synced();
                script.step();
              }
            })
        .isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> engine.commit(new LogPosition(9, 9_999_999)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("stopped after");
    assertThatThrownBy(engine::sync).isInstanceOf(UncheckedIOException.class);
    script
        .now()
        .changes
        .forEach(
            (revision, change) -> {
              if (!script.now().hidden.contains(revision)) {
                assertThat(engine.get(revision)).isEqualTo(change);
              }
            });
    engine.close();
    script.recover(disk.crash(random));
    assertThat(script.engine().committed().index()).isGreaterThanOrEqualTo(synced[0].index());
  }

  @Test
  void aFlippedBitIsFoundOrHarmless() {
    int[] found = {0, 0};
    forSeeds(
        15,
        random -> {
          SimDisk disk = new SimDisk();
          StoreScript script = new StoreScript(random, disk);
          fill(script, 60);
          script.commit();
          script.engine().close();
          for (int i = 0; i < 20; i++) {
            found[flip(disk, script, random) ? 1 : 0]++;
          }
        });
    assertThat(found[1]).isGreaterThan(found[0]);
  }

  /** Flips one bit of a store that was closed; returns whether that was noticed. */
  private static boolean flip(SimDisk disk, StoreScript script, Random random) throws IOException {
    SimDisk flipped = disk.kill();
    List<Path> files = flipped.files();
    Path path = files.get(random.nextInt(files.size()));
    long bytes;
    try (var file = flipped.open(path, false)) {
      bytes = file.size();
    }
    flipped.flipBit(path, random.nextLong(bytes * 8));
    return checkFlipped(flipped, path, script);
  }

  private static boolean checkFlipped(SimDisk flipped, Path path, StoreScript script)
      throws IOException {
    SegmentEngine engine;
    try {
      engine = SegmentEngine.open(flipped, StoreScript.DIRECTORY, script.options());
    } catch (DamagedStoreException e) {
      assertThat(e)
          .hasMessageContaining(path.getFileName().toString())
          .hasMessageMatching("damaged store: .*, byte [0-9]+: .*");
      return true;
    }
    try {
      StoreModel expected = script.commits().get(script.commits().size() - 1).copy();
      expected.verifyOpened(engine);
      return false;
    } catch (UncheckedIOException e) {
      assertThat(e).hasCauseInstanceOf(DamagedStoreException.class);
      return true;
    } finally {
      engine.abort();
    }
  }

  @Test
  void noByteOfASmallClosedStoreCanChangeUnnoticed() throws IOException {
    SimDisk disk = new SimDisk();
    StoreScript script = new StoreScript(new Random(3), disk, 1000);
    fill(script, 60);
    script.commit();
    script.engine().close();
    assertThat(disk.files()).hasSizeGreaterThan(2); // Sealed, rewritten and active ones.
    Random random = new Random(1);
    for (Path path : disk.files()) {
      long bytes;
      try (var file = disk.open(path, false)) {
        bytes = file.size();
      }
      long step = Math.max(1, bytes / 700);
      for (long at = 0; at < bytes; at += at < 200 || bytes - at < 300 ? 1 : step) {
        SimDisk flipped = disk.kill();
        flipped.flipBit(path, 8 * at + random.nextInt(8));
        checkFlipped(flipped, path, script);
      }
    }
  }

  @Test
  void aFlippedBitInAStoreThatCrashedIsFoundOrLeavesACommit() {
    forSeeds(
        15,
        random -> {
          SimDisk disk = new SimDisk();
          StoreScript script = new StoreScript(random, disk);
          fill(script, 60);
          script.engine().sync();
          script.engine().abort();
          for (int i = 0; i < 20; i++) {
            flipAfterCrash(disk.crash(random), script, random);
          }
        });
  }

  private static void flipAfterCrash(SimDisk flipped, StoreScript script, Random random)
      throws IOException {
    List<Path> files = flipped.files();
    Path path = files.get(random.nextInt(files.size()));
    long bytes;
    try (var file = flipped.open(path, false)) {
      bytes = file.size();
    }
    if (bytes == 0) {
      return;
    }
    flipped.flipBit(path, random.nextLong(bytes * 8));
    try {
      SegmentEngine engine = SegmentEngine.open(flipped, StoreScript.DIRECTORY, script.options());
      int commit = script.indexOf(engine.committed());
      script.commits().get(commit).copy().verifyOpened(engine);
      engine.abort();
    } catch (DamagedStoreException e) {
      assertThat(e).hasMessageContaining("damaged store: ");
    } catch (UncheckedIOException e) {
      assertThat(e).hasCauseInstanceOf(DamagedStoreException.class);
    }
  }

  private static void fill(StoreScript script, int steps) throws IOException {
    for (int i = 0; i < steps; i++) {
      script.step();
    }
  }
}
