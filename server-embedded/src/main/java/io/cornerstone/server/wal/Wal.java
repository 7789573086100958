package io.cornerstone.server.wal;

import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.SnapshotMeta;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The write-ahead log of one member: entries, hard state, and where the log begins.
 *
 * <p>What is appended between two syncs is one batch, written with one write and made durable with
 * one sync. A batch is atomic: after a crash it is there as a whole or not at all, and it is there
 * if its sync returned. {@code docs/wal-format.md} describes the files.
 *
 * <p>Not safe for use by many threads: one thread owns a log. The first failure of the disk is
 * final: every later call fails, because after a failed sync nobody knows what is durable.
 */
public final class Wal implements AutoCloseable {
  /** Whose log this is; a directory of another cluster or member is refused by comparing it. */
  public record Metadata(long clusterId, long memberId) {}

  /**
   * How a log is kept.
   *
   * @param segmentBytes size at which a new segment is begun; etcd's is 64,000,000
   */
  public record Options(long segmentBytes) {
    public static final Options DEFAULT = new Options(64_000_000);
  }

  /** What a log holds: {@code entries} follow {@code start.last()} without a gap. */
  public record Recovered(
      Wal wal, Metadata metadata, SnapshotMeta start, HardState hardState, List<Entry> entries) {}

  private final SegmentFiles files;
  private final RecordWriter records = new RecordWriter(); // Since the last sync.
  private SegmentWriter segment;
  private SnapshotMeta start;
  private HardState hardState;
  private boolean hardStateChanged; // Since the last sync.
  private boolean isFull; // The segment, by what was synced last.
  private LogPosition last; // Of the last entry appended; start.last() if there is none.
  private @Nullable Throwable failure;
  private boolean closed;

  Wal(SegmentFiles files, SegmentWriter segment, LogReplay replay) {
    this(files, segment, replay.start(), replay.hardState(), lastOf(replay));
  }

  private Wal(
      SegmentFiles files,
      SegmentWriter segment,
      SnapshotMeta start,
      HardState hardState,
      LogPosition last) {
    this.files = files;
    this.segment = segment;
    this.start = start;
    this.hardState = hardState;
    this.last = last;
  }

  private static LogPosition lastOf(LogReplay replay) {
    List<Entry> entries = replay.entries();
    return entries.isEmpty() ? replay.start().last() : entries.get(entries.size() - 1).position();
  }

  /** Whether a directory holds a log; a creation that did not come to its end left none. */
  public static boolean exists(Disk disk, Path directory) throws IOException {
    return !LogOpener.segments(disk, directory).isEmpty();
  }

  /**
   * Creates a log that begins after {@code start}; durable on return.
   *
   * @throws FileAlreadyExistsException if there is one already
   */
  public static Wal create(
      Disk disk, Path directory, Metadata metadata, SnapshotMeta start, Options options)
      throws IOException {
    disk.createDirectories(directory);
    if (exists(disk, directory)) {
      throw new FileAlreadyExistsException(
          directory.toString(), null, "a write-ahead log is there already");
    }
    LogOpener.deleteUnfinished(disk, directory);
    SegmentFiles files = new SegmentFiles(disk, directory, metadata, options, List.of());
    RecordWriter first = firstBatch(start, HardState.EMPTY);
    SegmentWriter segment = files.create(start.last().index() + 1, true, 1, 0, first);
    return new Wal(files, segment, start, HardState.EMPTY, start.last());
  }

  /**
   * Opens an existing log and cuts off a torn tail. All that it returns is durable.
   *
   * @throws io.cornerstone.server.wal.Wal.DamagedException if anything but the tail is damaged
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  public static Recovered open(Disk disk, Path directory, Options options) throws IOException {
    return new LogOpener(disk, directory, options).open();
  }

  /**
   * Adds to the log; an entry replaces the one at its index and all after it. Durable after {@link
   * #sync}. Touches memory only, unless {@link #rollIfFull} is due.
   */
  public void append(@Nullable HardState hardState, List<Entry> entries) throws IOException {
    rollIfFull();
    checkOrder(entries);
    if (hardState != null) {
      Invariant.check(hardState.term() >= this.hardState.term(), "the term falls to %s", hardState);
    }
    guarded(() -> buffer(hardState, entries));
  }

  private void buffer(@Nullable HardState changed, List<Entry> entries) {
    for (Entry entry : entries) {
      records.put(entry);
      last = entry.position();
    }
    if (changed != null && !changed.equals(hardState)) {
      hardState = changed; // Written once per batch: only the latest counts.
      hardStateChanged = true;
    }
  }

  private void checkOrder(List<Entry> entries) {
    LogPosition before = last;
    boolean isFirst = true;
    for (Entry entry : entries) {
      long index = entry.index();
      boolean follows = index == before.index() + 1;
      boolean replaces = isFirst && index <= before.index() && index > start.last().index();
      Invariant.check(
          follows || replaces, "entry %d after %s, log begins after %s", index, before, start);
      Invariant.check(
          !follows || entry.term() >= before.term(), "entry %s after %s", entry.position(), before);
      before = entry.position();
      isFirst = false;
    }
  }

  /** Makes everything appended durable, with one sync of the disk; does nothing if it is. */
  public void sync() throws IOException {
    requireUsable();
    guarded(this::writeBatch);
  }

  private void writeBatch() throws IOException {
    if (hardStateChanged) {
      records.put(hardState);
      hardStateChanged = false;
    }
    if (records.isEmpty()) {
      return;
    }
    segment.write(records);
    records.clear();
    isFull = segment.isFull();
  }

  /**
   * Begins the next segment if the present one is full and nothing waits for a sync. Costs syncs of
   * its own, so it is best called when nobody waits; else the next change does it.
   */
  public void rollIfFull() throws IOException {
    requireUsable();
    if (isFull && records.isEmpty() && !hardStateChanged) {
      guarded(() -> beginSegment(false));
    }
  }

  /** Everything before must be durable, unless the log begins anew here. */
  private void beginSegment(boolean begins) throws IOException {
    segment.close();
    isFull = false;
    segment =
        files.create(
            last.index() + 1,
            begins,
            segment.nextBatch(),
            segment.chain(),
            firstBatch(start, hardState));
  }

  private static RecordWriter firstBatch(SnapshotMeta start, HardState hardState) {
    RecordWriter records = new RecordWriter();
    records.put(start);
    records.put(hardState);
    return records;
  }

  /**
   * From now on the log begins after {@code start}; frees segments that are not needed any more.
   * Entries after it stay. Durable on return, together with everything appended.
   */
  public void compact(SnapshotMeta start) throws IOException {
    rollIfFull();
    long index = start.last().index();
    Invariant.check(
        index >= this.start.last().index() && index <= last.index(),
        "compaction to %s of a log after %s up to %s",
        start,
        this.start,
        last);
    guarded(
        () -> {
          records.put(start);
          this.start = start;
          writeBatch();
          files.deleteUpTo(index);
        });
  }

  /**
   * Forgets all entries, also those not synced yet; the log begins after {@code start}. Durable on
   * return; a crash in the middle leaves either the old log or the new one.
   */
  public void reset(SnapshotMeta start, HardState hardState) throws IOException {
    requireUsable();
    Invariant.check(
        start.last().index() >= this.start.last().index(),
        "reset to %s of a log that begins after %s",
        start,
        this.start);
    Invariant.check(hardState.term() >= this.hardState.term(), "the term falls to %s", hardState);
    guarded(
        () -> {
          records.clear();
          hardStateChanged = false;
          this.start = start;
          this.hardState = hardState;
          last = start.last();
          beginSegment(true);
          files.deleteAllButLast();
        });
  }

  /** Writes what was appended and not synced, unless the log has failed; harmless if repeated. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (failure == null) {
        guarded(this::writeBatch);
      }
    } finally {
      segment.close();
    }
  }

  private void requireUsable() throws IOException {
    if (failure != null) {
      throw new IOException("the write-ahead log failed before: " + failure.getMessage(), failure);
    }
    Invariant.check(!closed, "the write-ahead log is closed");
  }

  // Whatever is thrown half way, out of memory too, leaves a state that nothing may build on.
  private void guarded(DiskAction action) throws IOException {
    try {
      action.run();
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
      throw e;
    }
  }

  private interface DiskAction {
    void run() throws IOException;
  }

  /** The log cannot be trusted. The message is one line that names file, offset and reason. */
  public static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    public DamagedException(Path file, long offset, String reason) {
      super("write-ahead log " + file + " is damaged at offset " + offset + ": " + reason);
    }
  }
}
