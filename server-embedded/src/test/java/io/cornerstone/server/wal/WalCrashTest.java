package io.cornerstone.server.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.server.env.DiskFile;
import io.cornerstone.server.sim.SimDisk;
import io.cornerstone.server.sim.SimFaults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Loses power, kills the process, fails the disk and flips bits at random moments. {@code
 * -Dcornerstone.seeds=N} runs more; a failure names its seed.
 */
final class WalCrashTest {
  private static final int SEEDS = Integer.getInteger("cornerstone.seeds", 120);

  private interface Scenario {
    void run(WalRun run) throws IOException;
  }

  private static void forEachSeed(int seeds, Scenario scenario) {
    for (int seed = 0; seed < seeds; seed++) {
      try {
        scenario.run(WalRun.create(new SimDisk(), new Random(seed)));
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void whatWasSyncedSurvivesCrashesInsideAndBetweenOperations() {
    forEachSeed(
        SEEDS,
        run -> {
          for (int round = 0; round < 6; round++) {
            runUntilStopped(run, run.random.nextInt(40));
            SimDisk left = afterCrash(run);
            crashWhileOpening(run, left);
            run.recoverOn(afterCrash(run, left));
          }
        });
  }

  /** Tries many outcomes of one and the same crash. */
  @Test
  void everyOutcomeOfACrashIsTheOldStateOrTheNew() {
    forEachSeed(
        SEEDS / 4,
        run -> {
          runUntilStopped(run, 5 + run.random.nextInt(40));
          for (int i = 0; i < 30; i++) {
            SimDisk left = afterCrash(run);
            assertThat(run.possible())
                .contains(LogState.of(Wal.open(left, WalRun.DIRECTORY, run.options)));
          }
        });
  }

  private static void runUntilStopped(WalRun run, int changes) {
    run.disk().faults().stopAfter(changes);
    try {
      for (int i = 0; i < 100; i++) {
        run.step();
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("simulated failure");
    }
  }

  private static SimDisk afterCrash(WalRun run) {
    return afterCrash(run, run.disk());
  }

  private static SimDisk afterCrash(WalRun run, SimDisk disk) {
    return switch (run.random.nextInt(3)) {
      case 0 -> disk.kill();
      case 1 -> disk.kill().crash(run.random);
      default -> disk.crash(run.random);
    };
  }

  private static void crashWhileOpening(WalRun run, SimDisk disk) {
    disk.faults().stopAfter(run.random.nextInt(4));
    try {
      assertThat(run.possible())
          .contains(LogState.of(Wal.open(disk, WalRun.DIRECTORY, run.options)));
    } catch (Wal.DamagedException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("simulated failure");
    }
  }

  @Test
  void aFlippedBitIsFoundOrHarmless() {
    int[] found = {0};
    forEachSeed(
        SEEDS / 4,
        run -> {
          for (int i = 0; i < 30; i++) {
            run.step();
          }
          run.sync();
          for (int i = 0; i < 40; i++) {
            SimDisk left = run.disk().crash(run.random);
            flip(left, run);
            found[0] += openDamaged(left, run) ? 1 : 0;
          }
        });
    assertThat(found[0]).isGreaterThan(SEEDS);
  }

  @Test
  void aFlippedBitInWhatACrashLeftIsFoundOrHarmless() {
    forEachSeed(
        SEEDS / 4,
        run -> {
          runUntilStopped(run, 10 + run.random.nextInt(30));
          for (int i = 0; i < 20; i++) {
            SimDisk left = afterCrash(run);
            flip(left, run);
            openDamaged(left, run);
          }
        });
  }

  private static void flip(SimDisk disk, WalRun run) throws IOException {
    List<Path> files = disk.files();
    Path file = files.get(run.random.nextInt(files.size()));
    long bytes = sizeOf(disk, file);
    if (bytes > 0) {
      // Half of the flips near the front, as most of a file may be zeros written ahead.
      LongUnaryOperator within = run.random::nextLong;
      long bits = run.random.nextBoolean() ? Math.min(bytes, 1500) * 8 : bytes * 8;
      disk.flipBit(file, within.applyAsLong(bits));
    }
  }

  private static long sizeOf(SimDisk disk, Path file) throws IOException {
    try (DiskFile opened = disk.open(file, false)) {
      return opened.size();
    }
  }

  /** Whether the damage was found; otherwise it must have been harmless. */
  private static boolean openDamaged(SimDisk disk, WalRun run) throws IOException {
    try {
      assertThat(run.possible())
          .contains(LogState.of(Wal.open(disk, WalRun.DIRECTORY, run.options)));
      return false;
    } catch (Wal.DamagedException e) {
      assertThat(e).hasMessageContaining("write-ahead log /member/wal/");
      return true;
    }
  }

  @Test
  void aFullDiskStopsTheLogAndLosesNothing() {
    forEachSeed(
        SEEDS / 4,
        run -> {
          run.disk().faults().setCapacity(run.disk().totalBytes() + run.random.nextInt(60_000));
          assertThatThrownBy(
                  () -> {
                    while (true) {
                      run.append();
                      run.sync();
                    }
                  })
              .hasMessageContaining("No space left");
          assertThatThrownBy(() -> run.wal().sync()).hasMessageContaining("failed before");
          run.wal().close();
          SimDisk left = run.disk().kill();
          left.faults().setCapacity(left.totalBytes());
          run.recoverOn(left); // Needs no room.
          left.faults().setCapacity(Long.MAX_VALUE);
          run.append();
          run.sync();
          run.recoverOn(run.disk().crash(run.random));
        });
  }

  @Test
  void afterAFailedSyncNothingWorksAndNothingPromisedIsLost() {
    forEachSeed(
        SEEDS / 4,
        run -> {
          SimFaults.Kind kind =
              run.random.nextBoolean() ? SimFaults.Kind.SYNC : SimFaults.Kind.WRITE;
          run.disk().faults().fail(kind, 1 + run.random.nextInt(10));
          assertThatThrownBy(
                  () -> {
                    while (true) {
                      run.change();
                    }
                  })
              .hasMessageContaining("simulated failure");
          assertThatThrownBy(run::append).hasMessageContaining("failed before");
          assertThatThrownBy(() -> run.wal().sync()).hasMessageContaining("failed before");
          assertThatThrownBy(() -> run.wal().compact(run.durable().start()))
              .hasMessageContaining("failed before");
          run.wal().close();
          run.recoverOn(run.disk().crash(run.random));
        });
  }

  /** Every single bit of what is written in a log of two segments. */
  @Test
  void noBitOfASmallLogCanFlipUnnoticed() throws IOException {
    WalRun run = WalRun.create(new SimDisk(), new Random(1), 600, 100);
    while (run.disk().files().size() < 2) {
      run.append();
      run.sync();
    }
    int found = 0;
    for (Path file : run.disk().files()) {
      for (long bit = 0; bit < 1100 * 8; bit++) {
        SimDisk left = run.disk().crash(run.random);
        left.flipBit(file, bit);
        found += openDamaged(left, run) ? 1 : 0;
      }
    }
    assertThat(found).isGreaterThan(10_000);
  }
}
