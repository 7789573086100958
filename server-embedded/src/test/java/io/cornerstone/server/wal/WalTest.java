package io.cornerstone.server.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cornerstone.server.env.DiskFile;
import io.cornerstone.server.env.Invariant.InvariantViolation;
import io.cornerstone.server.raft.ClusterConfig;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.sim.SimDisk;
import io.cornerstone.server.sim.SimFaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WalTest {
  private static final Path DIRECTORY = Path.of("/member/wal");
  private static final Wal.Metadata METADATA = new Wal.Metadata(7, -8);
  private static final Wal.Options SMALL = new Wal.Options(1_000);
  private static final SnapshotMeta ZERO = LogState.meta(0, 0, 1L);

  private final SimDisk disk = new SimDisk();

  private Wal create(Wal.Options options) throws IOException {
    return Wal.create(disk, DIRECTORY, METADATA, ZERO, options);
  }

  private Wal.Recovered open() throws IOException {
    return Wal.open(disk.kill(), DIRECTORY, SMALL);
  }

  private static Entry entry(long term, long index, String text) {
    return new Entry(term, index, Entry.Type.COMMAND, ByteString.copyFromUtf8(text));
  }

  private static void append(Wal wal, Entry... entries) throws IOException {
    wal.append(null, List.of(entries));
    wal.sync();
  }

  /** One segment for each of {@code count} entries. */
  private Wal logOfSegments(int count) throws IOException {
    Wal wal = create(new Wal.Options(1));
    for (int i = 1; i <= count; i++) {
      append(wal, entry(1, i, "entry " + i));
    }
    return wal;
  }

  @Test
  void aNewLogIsThereAfterACrashAndEmpty() throws IOException {
    assertThat(Wal.exists(disk, DIRECTORY)).isFalse();
    ClusterConfig config =
        new ClusterConfig(
            new TreeSet<>(List.of(1L, -2L, 3L)),
            new TreeSet<>(List.of(3L, 4L)),
            new TreeSet<>(List.of(9L)));
    SnapshotMeta start = new SnapshotMeta(new LogPosition(4, 20), config);
    Wal.create(disk, DIRECTORY, METADATA, start, SMALL);
    assertThat(Wal.exists(disk, DIRECTORY)).isTrue();
    Wal.Recovered recovered = Wal.open(disk.crash(new java.util.Random(1)), DIRECTORY, SMALL);
    assertThat(recovered.metadata()).isEqualTo(METADATA);
    assertThat(recovered.start()).isEqualTo(start);
    assertThat(recovered.hardState()).isEqualTo(HardState.EMPTY);
    assertThat(recovered.entries()).isEmpty();
  }

  @Test
  void createRefusesAnExistingLogAndOpenAMissingOne() throws IOException {
    assertThatThrownBy(this::open).isInstanceOf(NoSuchFileException.class);
    create(SMALL).close();
    assertThatThrownBy(() -> create(SMALL)).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void anEntryReplacesItsIndexAndAllAfterIt() throws IOException {
    Wal wal = create(SMALL);
    append(wal, entry(1, 1, "a"), entry(1, 2, "b"), entry(1, 3, "c"));
    append(wal, entry(2, 2, "B"));
    append(wal, entry(3, 3, "C"));
    assertThat(open().entries())
        .containsExactly(entry(1, 1, "a"), entry(2, 2, "B"), entry(3, 3, "C"));
  }

  @Test
  void oneBatchIsOneWriteAndOneSync() throws IOException {
    Wal wal = create(Wal.Options.DEFAULT);
    StringBuilder seen = new StringBuilder();
    disk.faults().setHook((kind, path) -> seen.append(kind).append(' '));
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      entries.add(entry(1, i, "x".repeat(300)));
    }
    wal.append(new HardState(1, 1, 0), entries.subList(0, 50));
    wal.append(new HardState(1, 1, 9), entries.subList(50, 100));
    assertThat(seen.toString()).isEmpty();
    wal.sync();
    assertThat(seen.toString()).isEqualTo("WRITE SYNC ");
    wal.sync(); // Nothing to do.
    wal.append(new HardState(1, 1, 9), List.of()); // Says nothing new.
    wal.sync();
    assertThat(seen.toString()).isEqualTo("WRITE SYNC ");
    assertThat(open().hardState()).isEqualTo(new HardState(1, 1, 9));
  }

  @Test
  void whatIsNotSyncedIsNotThereUntilTheLogIsClosed() throws IOException {
    Wal wal = create(SMALL);
    wal.append(new HardState(5, 0, 0), List.of(entry(5, 1, "a")));
    assertThat(open().entries()).isEmpty();
    wal.close();
    wal.close();
    assertThat(open().entries()).containsExactly(entry(5, 1, "a"));
    assertThat(open().hardState()).isEqualTo(new HardState(5, 0, 0));
  }

  @Test
  void wrongOrderIsRefusedAndHarmsNothing() throws IOException {
    Wal wal = create(SMALL);
    append(wal, entry(2, 1, "a"), entry(2, 2, "b"), entry(2, 3, "c"));
    wal.append(new HardState(3, 0, 0), List.of());
    wal.compact(LogState.meta(2, 1, 1L));
    List<List<Entry>> wrong =
        List.of(
            List.of(entry(2, 5, "gap")),
            List.of(entry(2, 4, "x"), entry(2, 6, "gap")),
            List.of(entry(2, 4, "x"), entry(2, 4, "twice")),
            List.of(entry(1, 4, "lower term")),
            List.of(entry(2, 1, "before the start")));
    for (List<Entry> entries : wrong) {
      assertThatThrownBy(() -> wal.append(null, entries)).isInstanceOf(InvariantViolation.class);
    }
    assertThatThrownBy(() -> wal.append(new HardState(2, 0, 0), List.of()))
        .isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> wal.compact(ZERO)).isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> wal.compact(LogState.meta(2, 4, 1L)))
        .isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> wal.reset(ZERO, new HardState(3, 0, 0)))
        .isInstanceOf(InvariantViolation.class);
    wal.close();
    assertThatThrownBy(wal::sync).isInstanceOf(InvariantViolation.class);
    assertThat(open().entries()).containsExactly(entry(2, 2, "b"), entry(2, 3, "c"));
  }

  @Test
  void compactionFreesWholeSegmentsAndKeepsWhatFollows() throws IOException {
    Wal wal = logOfSegments(6);
    wal.compact(LogState.meta(1, 4, 1L, 2L));
    Wal.Recovered recovered = open();
    assertThat(recovered.start()).isEqualTo(LogState.meta(1, 4, 1L, 2L));
    assertThat(recovered.entries()).containsExactly(entry(1, 5, "entry 5"), entry(1, 6, "entry 6"));
    assertThat(disk.list(DIRECTORY)).hasSize(3);
    wal.compact(LogState.meta(1, 6, 1L));
    assertThat(open().entries()).isEmpty();
    append(wal, entry(1, 7, "after"));
    assertThat(open().entries()).containsExactly(entry(1, 7, "after"));
  }

  @Test
  void aBatchCostsOneSyncThoughZerosAreWrittenAhead() throws IOException {
    Wal wal = create(Wal.Options.DEFAULT);
    AtomicInteger syncs = new AtomicInteger();
    disk.faults().setHook((kind, path) -> syncs.addAndGet(kind == SimFaults.Kind.SYNC ? 1 : 0));
    for (int i = 1; i <= 300; i++) { // Far more than is filled at once.
      syncs.set(0);
      append(wal, entry(1, i, "x".repeat(8000)));
      assertThat(syncs).as("batch %d", i).hasValue(1);
    }
    assertThat(open().entries()).hasSize(300);
  }

  @Test
  void aSegmentIsBegunAfterTheBatchThatFillsTheOneBefore() throws IOException {
    Wal wal = create(SMALL);
    append(wal, entry(1, 1, "x".repeat(8000)));
    assertThat(disk.list(DIRECTORY)).hasSize(1);
    wal.rollIfFull();
    assertThat(disk.list(DIRECTORY)).hasSize(2);
    wal.rollIfFull();
    assertThat(disk.list(DIRECTORY)).hasSize(2);
    assertThat(open().entries()).hasSize(1);
  }

  @Test
  void resetForgetsEverything() throws IOException {
    Wal wal = logOfSegments(3);
    wal.append(null, List.of(entry(1, 4, "not synced")));
    wal.reset(LogState.meta(5, 100, 1L), new HardState(6, 2, 100));
    assertThat(disk.list(DIRECTORY)).hasSize(1);
    append(wal, entry(6, 101, "new"));
    Wal.Recovered recovered = open();
    assertThat(recovered.start()).isEqualTo(LogState.meta(5, 100, 1L));
    assertThat(recovered.hardState()).isEqualTo(new HardState(6, 2, 100));
    assertThat(recovered.entries()).containsExactly(entry(6, 101, "new"));
  }

  @Test
  void leftOversOfACrashAreCleanedUp() throws IOException {
    Wal wal = logOfSegments(2);
    disk.faults().fail(SimFaults.Kind.DELETE, 2);
    assertThatThrownBy(() -> wal.reset(LogState.meta(5, 9, 1L), new HardState(5, 0, 9)))
        .hasMessageContaining("simulated failure");
    disk.create(DIRECTORY.resolve(new SegmentName(9, 9) + ".tmp")).close();
    disk.create(DIRECTORY.resolve("notes")).close();
    Wal.Recovered recovered = Wal.open(disk, DIRECTORY, SMALL);
    assertThat(recovered.entries()).isEmpty();
    assertThat(disk.list(DIRECTORY)).hasSize(2).contains("notes");
  }

  @Test
  void aHalfCreatedLogCountsAsNone() throws IOException {
    disk.faults().fail(SimFaults.Kind.RENAME, 1);
    assertThatThrownBy(() -> create(SMALL)).hasMessageContaining("simulated failure");
    assertThat(Wal.exists(disk, DIRECTORY)).isFalse();
    create(SMALL).close();
    assertThat(open().entries()).isEmpty();
  }

  @Test
  void aMissingSegmentIsFound() throws IOException {
    logOfSegments(4).close();
    Path first = disk.files().get(0);
    Path second = disk.files().get(1);
    SimDisk withoutSecond = disk.kill();
    withoutSecond.delete(second);
    assertDamaged(withoutSecond, "entries 1 to 2 are missing");
    SimDisk withoutFirst = disk.kill();
    withoutFirst.delete(first);
    assertDamaged(withoutFirst, "entries 1 to 1 are missing");
  }

  @Test
  void aSwappedSegmentIsFound() throws IOException {
    logOfSegments(4).close();
    List<Path> files = disk.files();
    SimDisk swapped = disk.kill();
    swapped.rename(files.get(2), DIRECTORY.resolve("aside"));
    swapped.rename(files.get(1), files.get(2));
    swapped.rename(DIRECTORY.resolve("aside"), files.get(1));
    assertDamaged(swapped, files.get(2) + " is damaged at offset 32: it was written as");

    SimDisk other = new SimDisk(); // The same shape, another history.
    Wal wal = Wal.create(other, DIRECTORY, METADATA, ZERO, new Wal.Options(1));
    for (int i = 1; i <= 4; i++) {
      append(wal, entry(1, i, "other " + i));
    }
    SimDisk mixed = disk.kill();
    copy(other, mixed, files.get(1));
    assertDamaged(mixed, files.get(0) + " is damaged at offset");
    assertDamaged(mixed, "the next segment continues something else");
  }

  @Test
  void anEmptyFileAndAnUnknownVersionAreRefused() throws IOException {
    create(SMALL).close();
    Path file = disk.files().get(0);
    SimDisk empty = disk.kill();
    try (DiskFile opened = empty.open(file, true)) {
      opened.truncate(0);
    }
    assertDamaged(empty, file + " is damaged at offset 0: the checksum of the header is wrong");

    SegmentHeader header = new SegmentHeader(METADATA, new SegmentName(0, 1), true, 1, 0);
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
    header.putInto(bytes);
    bytes.put(8, (byte) 9);
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(bytes.array(), 0, SegmentHeader.BYTES - 4);
    bytes
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putInt(SegmentHeader.BYTES - 4, (int) crc.getValue());
    SimDisk newer = disk.kill();
    try (DiskFile opened = newer.open(file, true)) {
      opened.write(bytes.clear(), 0);
    }
    assertDamaged(newer, "format version 9 is not known");
  }

  /** A sector of the middle that went back to what it was before: a write that the disk lost. */
  @Test
  void aLostWriteIsFoundIfAnythingFollows() throws IOException {
    Wal wal = create(Wal.Options.DEFAULT);
    append(wal, entry(1, 1, "a".repeat(2000)));
    append(wal, entry(1, 2, "b".repeat(2000)));
    wal.close();
    Path file = disk.files().get(0);
    for (int sector = 1; sector <= 4; sector++) {
      SimDisk lost = disk.kill();
      try (DiskFile opened = lost.open(file, true)) {
        opened.write(ByteBuffer.allocate(512), sector * 512L);
      }
      assertDamaged(lost, file + " is damaged at offset " + sector * 512L);
    }
  }

  /** The data of entries may look like anything, even like the log itself. */
  @Test
  void dataThatLooksLikeALogIsData() throws IOException {
    Wal wal = create(Wal.Options.DEFAULT);
    append(wal, entry(1, 1, "a"));
    ByteString copy;
    try (DiskFile opened = disk.open(disk.files().get(0), false)) {
      ByteBuffer bytes = ByteBuffer.allocate(2048);
      opened.read(bytes, 0);
      copy = ByteString.copyFrom(bytes.flip());
    }
    Entry tricky = new Entry(1, 2, Entry.Type.CONFIG, copy);
    append(wal, tricky, entry(1, 3, "\0".repeat(3000)));
    assertThat(open().entries())
        .containsExactly(entry(1, 1, "a"), tricky, entry(1, 3, "\0".repeat(3000)));
  }

  @Test
  void theZerosAheadGrowWithTheLogAndBeginSmall() throws IOException {
    Wal wal = create(Wal.Options.DEFAULT);
    assertThat(disk.totalBytes()).isBetween(250_000L, 300_000L);
    for (int i = 1; i <= 20; i++) {
      append(wal, entry(1, i, "x".repeat(100_000)));
    }
    assertThat(disk.totalBytes()).isBetween(2_000_000L, 5_000_000L);
  }

  @Test
  void namesOfOtherFilesAreNotSegments() {
    assertThat(SegmentName.parse("000000000000000a-0000000000000010.wal"))
        .contains(new SegmentName(10, 16));
    assertThat(SegmentName.parse("000000000000000a-0000000000000010.wal.tmp")).isEmpty();
    assertThat(SegmentName.parse("a-10.wal")).isEmpty();
    assertThat(new SegmentName(10, 16)).hasToString("000000000000000a-0000000000000010.wal");
  }

  private static void assertDamaged(SimDisk disk, String message) {
    assertThatThrownBy(() -> Wal.open(disk, DIRECTORY, SMALL))
        .isInstanceOf(Wal.DamagedException.class)
        .hasMessageContaining(message);
  }

  private static void copy(SimDisk from, SimDisk to, Path file) throws IOException {
    try (DiskFile source = from.open(file, false);
        DiskFile target = to.open(file, true)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) source.size());
      source.read(bytes, 0);
      target.truncate(0);
      target.write(bytes.flip(), 0);
    }
  }
}
