package io.cornerstone.server.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.env.FileDisk;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.sim.SimDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log against its trivial model, without any fault. */
final class WalPropertyTest {
  private static final int SEEDS = Integer.getInteger("cornerstone.seeds", 60);

  @Test
  void saysWhatTheModelSays() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      WalRun run = WalRun.create(new SimDisk(), new Random(seed));
      for (int i = 0; i < 80; i++) {
        run.step();
      }
      run.sync();
      assertThat(stateOn(run.disk(), run)).as("seed %d", seed).isEqualTo(run.durable());
    }
  }

  private static LogState stateOn(SimDisk disk, WalRun run) throws IOException {
    return LogState.of(Wal.open(disk.kill(), WalRun.DIRECTORY, run.options));
  }

  /** Batches of every size around the borders of sectors. */
  @Test
  void batchesOfEverySizeComeBack() throws IOException {
    SimDisk disk = new SimDisk();
    Random random = new Random(4);
    LogState state = LogState.startingAt(LogState.meta(0, 0, 1L));
    Wal wal =
        Wal.create(disk, WalRun.DIRECTORY, WalRun.METADATA, state.start(), Wal.Options.DEFAULT);
    for (int bytes = 0; bytes < 1100; bytes++) {
      Entry entry = LogState.entry(1, bytes + 1, bytes, random);
      wal.append(null, List.of(entry));
      wal.sync();
      state = state.appended(null, List.of(entry));
    }
    assertThat(LogState.of(Wal.open(disk, WalRun.DIRECTORY, Wal.Options.DEFAULT))).isEqualTo(state);
  }

  @Test
  void worksOnRealFiles(@TempDir Path directory) throws IOException {
    FileDisk disk = new FileDisk();
    Random random = new Random(5);
    Wal.Options options = new Wal.Options(100_000);
    SnapshotMeta start = LogState.meta(0, 0, 1L);
    LogState state = LogState.startingAt(start);
    Wal wal = Wal.create(disk, directory.resolve("wal"), WalRun.METADATA, start, options);
    for (int i = 1; i <= 60; i++) {
      Entry entry = LogState.entry(1, i, random.nextInt(20_000), random);
      HardState hardState = new HardState(1, 1, i);
      wal.append(hardState, List.of(entry));
      wal.sync();
      state = state.appended(hardState, List.of(entry));
      if (i % 25 == 0) {
        SnapshotMeta compacted = LogState.meta(1, i - 3, 1L);
        wal.compact(compacted);
        state = state.compacted(compacted);
      }
    }
    wal.close();
    Wal.Recovered recovered = Wal.open(disk, directory.resolve("wal"), options);
    assertThat(LogState.of(recovered)).isEqualTo(state);
    assertThat(disk.list(directory.resolve("wal"))).hasSizeLessThan(6);
    recovered.wal().close();
  }
}
