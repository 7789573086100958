package io.cornerstone.server.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.sim.SimDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A log under random use, beside what it must say. A batch is atomic, so after a crash just two
 * states are possible: {@link #durable}, and the one that a change in progress leads to.
 */
final class WalRun {
  static final Path DIRECTORY = Path.of("/member/wal");
  static final Wal.Metadata METADATA = new Wal.Metadata(77, 88);

  final RandomGenerator random;
  final Wal.Options options;
  private SimDisk disk;
  private @Nullable Wal wal;
  private LogState durable; // What the last sync that returned promised.
  private @Nullable LogState reaching; // Where a change that has not returned leads to.
  private LogState appended; // With what is not synced yet.
  private final int entryBytesMax;

  private WalRun(SimDisk disk, RandomGenerator random, long segmentBytes, int entryBytesMax) {
    this.disk = disk;
    this.random = random;
    this.options = new Wal.Options(segmentBytes);
    this.entryBytesMax = entryBytesMax;
    SnapshotMeta start = random.nextBoolean() ? LogState.meta(0, 0, 1L, 2L) : meta(3, 41);
    this.durable = LogState.startingAt(start);
    this.appended = durable;
  }

  static WalRun create(SimDisk disk, RandomGenerator random) throws IOException {
    long segmentBytes = new long[] {600, 2_000, 9_000, 40_000}[random.nextInt(4)];
    int entryBytesMax = new int[] {20, 400, 3_000, 20_000}[random.nextInt(4)];
    return create(disk, random, segmentBytes, entryBytesMax);
  }

  static WalRun create(SimDisk disk, RandomGenerator random, long segmentBytes, int entryBytesMax)
      throws IOException {
    WalRun run = new WalRun(disk, random, segmentBytes, entryBytesMax);
    run.wal = Wal.create(disk, DIRECTORY, METADATA, run.durable.start(), run.options);
    return run;
  }

  SimDisk disk() {
    return disk;
  }

  LogState durable() {
    return durable;
  }

  Wal wal() {
    assertThat(wal).isNotNull();
    return java.util.Objects.requireNonNull(wal);
  }

  /** All states in which the log may be found after a crash now. */
  Set<LogState> possible() {
    Set<LogState> states = new HashSet<>();
    states.add(durable);
    if (reaching != null) {
      states.add(reaching);
    }
    return states;
  }

  /** Does something at random; fails only if the disk does. */
  void step() throws IOException {
    if (random.nextInt(30) == 0) {
      reopen();
    } else {
      change();
    }
  }

  void change() throws IOException {
    int choice = random.nextInt(100);
    if (choice < 55) {
      append();
    } else if (choice < 88) {
      sync();
    } else if (choice < 97) {
      compact();
    } else {
      reset();
    }
  }

  void append() throws IOException {
    LogPosition last = appended.last();
    long known = last.index() - appended.start().last().index();
    long replaced = random.nextInt(5) == 0 ? random.nextLong(known + 1) : 0;
    long term = Math.max(last.term(), appended.hardState().term()) + random.nextInt(2);
    List<Entry> entries = new ArrayList<>();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      long index = last.index() - replaced + 1 + i;
      entries.add(LogState.entry(term, index, random.nextInt(entryBytesMax), random));
    }
    HardState changed =
        random.nextInt(3) == 0 ? null : new HardState(term, random.nextInt(3), random.nextInt(99));
    wal().append(changed, entries);
    appended = appended.appended(changed, entries);
  }

  void sync() throws IOException {
    reaching = appended;
    wal().sync();
    arrive();
  }

  private void compact() throws IOException {
    int count = appended.entries().size();
    if (count == 0) {
      return;
    }
    LogPosition at = appended.entries().get(random.nextInt(count)).position();
    SnapshotMeta start = meta(at.term(), at.index());
    reaching = appended.compacted(start);
    appended = reaching;
    wal().compact(start);
    arrive();
  }

  private void reset() throws IOException {
    long term = Math.max(appended.last().term(), appended.hardState().term());
    long index = appended.start().last().index() + random.nextInt(30);
    HardState state = new HardState(term + 1, 0, index);
    reaching = new LogState(meta(term, index), state, List.of());
    appended = reaching;
    wal().reset(reaching.start(), state);
    arrive();
  }

  private void reopen() throws IOException {
    reaching = appended;
    wal().close();
    arrive();
    Wal.Recovered recovered = Wal.open(disk, DIRECTORY, options);
    wal = recovered.wal();
    assertThat(LogState.of(recovered)).isEqualTo(durable);
  }

  private void arrive() {
    durable = java.util.Objects.requireNonNull(reaching);
    reaching = null;
  }

  private SnapshotMeta meta(long term, long index) {
    return LogState.meta(term, index, 1L, 2L, 10L + random.nextInt(5));
  }

  /** The log is found on another disk, which must be in one of the possible states; goes on. */
  void recoverOn(SimDisk found) throws IOException {
    Wal.Recovered recovered = Wal.open(found, DIRECTORY, options);
    LogState state = LogState.of(recovered);
    assertThat(possible()).contains(state);
    assertThat(recovered.metadata()).isEqualTo(METADATA);
    disk = found;
    wal = recovered.wal();
    durable = state;
    appended = state;
    reaching = null;
  }
}
