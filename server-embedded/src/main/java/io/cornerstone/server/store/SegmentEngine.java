package io.cornerstone.server.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The revision store on disk: a log in segment files, described in {@code docs/store-format.md}.
 *
 * <p>All changes go to the end of the active segment. A full one is synced, gets its footer (the
 * index) and is synced again before the next one is started, which begins with a copy of the small
 * maps: older segments are needed for their changes alone. Their space comes back when what is
 * alive in them is copied together (see {@link Reclaimer}).
 *
 * <p>Heap is needed for the sparse index (24 bytes for about 4 KiB of changes), a bounded cache of
 * blocks, the newest two MiB, what was appended and not committed beyond one MiB, the small maps,
 * and the marks of dead revisions that were not reclaimed yet.
 *
 * <p>Threads: one writes; reads, {@link #sync}, {@link #view} and the sizes are for any thread.
 */
public final class SegmentEngine implements Engine {
  /**
   * How the store behaves.
   *
   * @param segmentBytes a segment ends at the first commit beyond this size; 64 MiB by default
   * @param liveShareMin a segment of which less is alive is rewritten, 0 to 1; 0.5 by default
   * @param cacheBytes bound of the cache of blocks read from files; 16 MiB by default
   */
  public record Options(long segmentBytes, double liveShareMin, long cacheBytes) {
    public static final Options DEFAULT = new Options(64L << 20, 0.5, 16L << 20);

    public Options {
      if (segmentBytes < 1 || liveShareMin < 0 || liveShareMin > 1 || cacheBytes < 0) {
        throw new IllegalArgumentException("store options out of range");
      }
    }

    public Options withSegmentBytes(long bytes) {
      return new Options(bytes, liveShareMin, cacheBytes);
    }

    public Options withLiveShareMin(double share) {
      return new Options(segmentBytes, share, cacheBytes);
    }

    public Options withCacheBytes(long bytes) {
      return new Options(segmentBytes, liveShareMin, bytes);
    }
  }

  /**
   * A commit.
   *
   * @param number only grows while the engine is open
   * @param vouched the commit that its mark calls durable. Once this commit is durable, too, a
   *     fault in what that one is made of is found; without the mark the store would quietly open
   *     at an older one.
   */
  private record Commit(
      long number, LogPosition applied, Segment segment, long end, long vouched) {}

  /** A step of reclaiming at a commit does this much, and twice what was written since. */
  private static final long STEP_BYTES = 1 << 20;

  private static final long STEP_BYTES_MAX = 16 << 20;

  private final Options options;
  private final SegmentFiles files;
  private final Reads reads;
  private final Reclaimer reclaimer;
  private final Retired retired;

  // Held for moments: commits, views and changes of the list of segments happen one after another.
  private final Object publishLock = new Object();

  // Held while a file is synced. Taken before publishLock, never after.
  private final Object syncLock = new Object();

  @GuardedBy("publishLock")
  private final StateMaps state;

  private volatile Commit last;
  private volatile Commit synced;
  private volatile @Nullable IOException failure;

  // Writer thread only.
  private SegmentWriter writer;
  private @Nullable Revision lastRevision;
  private long headEnd;
  private boolean hasMarks; // Dead revisions since the last commit.

  /** Opens the store in a directory; makes an empty one if there is none. */
  public static SegmentEngine open(Disk disk, Path directory, Options options) throws IOException {
    SegmentFiles files = new SegmentFiles(disk, directory, options.cacheBytes());
    Recovery.Result found = Recovery.open(files);
    List<Segment> all = new ArrayList<>(found.sealed());
    try {
      SegmentWriter writer = found.writer();
      if (writer == null) {
        writer = startLog(files, found.nextNumber(), found.state(), found.applied());
      }
      all.add(writer.segment());
      return new SegmentEngine(options, files, found, writer, new Segments(all));
    } catch (IOException | RuntimeException e) {
      all.forEach(Segment::release);
      throw e;
    }
  }

  /**
   * Makes a store in a directory, which must be empty or not exist, from what {@link View#writeTo}
   * wrote, and opens it. All is verified, and durable on return. Damaged or truncated content is an
   * IOException, and leaves nothing behind that {@link #open} would take for a store.
   *
   * @param content must end with the store; the caller closes it
   */
  public static SegmentEngine restore(
      Disk disk, Path directory, InputStream content, Options options) throws IOException {
    Restore.run(disk, directory, content, options);
    return open(disk, directory, options);
  }

  private SegmentEngine(
      Options options,
      SegmentFiles files,
      Recovery.Result found,
      SegmentWriter writer,
      Segments segments) {
    this.options = options;
    this.files = files;
    this.state = found.state();
    this.writer = writer;
    this.reads = new Reads(segments);
    this.retired = new Retired(files);
    this.headEnd = writer.segment().changes() == 0 ? writer.end() : 0;
    this.last = new Commit(1, found.applied(), writer.segment(), writer.end(), 0);
    boolean isNew = writer.segment().durableEnd() == 0;
    this.synced = isNew ? new Commit(0, found.applied(), writer.segment(), 0, 0) : last;
    for (Segment segment : segments.all()) {
      lastRevision = segment.last() == null ? lastRevision : segment.last();
    }
    this.reclaimer = new Reclaimer(files, options, this::replace);
  }

  // ---- Reading.

  /**
   * {@inheritDoc}
   *
   * @throws NoSuchElementException if it does not exist, or was reclaimed. A reader that races with
   *     a compaction sees the latter, and finds the compact revision raised.
   */
  @Override
  public Change get(Revision revision) {
    return reads.get(revision);
  }

  @Override
  public void scan(Revision from, Revision until, ChangeVisitor visitor) {
    reads.scan(from, until, visitor);
  }

  @Override
  public SortedMap<ByteString, ByteString> state(String bucket) {
    reads.checkOpen();
    synchronized (publishLock) {
      return state.copy(bucket);
    }
  }

  @Override
  public LogPosition committed() {
    return last.applied();
  }

  @Override
  public LogPosition synced() {
    return synced.applied();
  }

  @Override
  public long sizeBytes() {
    return retired.bytes() + reads.segments().all().stream().mapToLong(Segment::fileBytes).sum();
  }

  @Override
  public long liveBytes() {
    Segments now = reads.segments();
    long sealed = now.sealed().stream().mapToLong(Segment::liveBytes).sum();
    return sealed + Math.max(0, now.active().fileBytes() - now.active().deadBytes());
  }

  /** {@inheritDoc} Any thread. */
  @Override
  public View view() {
    synchronized (publishLock) {
      reads.checkOpen();
      Commit commit = last;
      List<Segment> held = reads.segments().all();
      for (Segment segment : held) {
        Invariant.check(segment.tryAcquire(), "a listed segment was let go of");
      }
      return new StoreView(commit.applied(), held, commit.end(), state.committedCopy());
    }
  }

  // ---- Writing.

  @Override
  public void append(Revision revision, boolean tombstone, KeyValue kv) {
    checkWritable();
    Revision previous = lastRevision;
    if (previous != null) {
      Invariant.check(previous.compareTo(revision) < 0, "revision %s after %s", revision, previous);
    }
    Invariant.check(
        revision.sub() >= 0 && revision.sub() <= Integer.MAX_VALUE, "revision %s", revision);
    try {
      writer.change(revision, tombstone, kv);
      lastRevision = revision;
    } catch (IOException e) {
      throw poison(e);
    }
  }

  @Override
  public void putState(String bucket, ByteString key, ByteString value) {
    checkWritable();
    writeState(new StateRecord(bucket, key, value));
  }

  @Override
  public void removeState(String bucket, ByteString key) {
    checkWritable();
    writeState(new StateRecord(bucket, key, null));
  }

  private void writeState(StateRecord record) {
    synchronized (publishLock) {
      record.applyTo(state);
    }
    try {
      writer.state(record);
    } catch (IOException e) {
      throw poison(e);
    }
  }

  @Override
  public void markDead(Revision revision) {
    checkWritable();
    Segment segment = reads.segments().floor(revision);
    if (segment != null) {
      long commitNumber = last.number() + 1;
      segment.markDead(revision, commitNumber);
      reclaimer.markedDead(segment, revision, commitNumber);
      hasMarks = true;
    }
  }

  /** {@inheritDoc} Does a bounded step of reclaiming, too, if there is any to do. */
  @Override
  public void commit(LogPosition applied) {
    checkWritable();
    try {
      long budget = STEP_BYTES;
      Commit previous = last;
      if (hasMarks || writer.end() != previous.end() || !applied.equals(previous.applied())) {
        long from = previous.end();
        long vouched = synced.number(); // Before the mark, which then says at least this.
        writer.commit(applied);
        publish(applied, vouched);
        hasMarks = false;
        budget += Math.min(2 * (writer.end() - from), STEP_BYTES_MAX);
        // Not as long as more than half of it would be the copy of the small maps.
        if (writer.end() >= Math.max(options.segmentBytes(), 2 * headEnd)) {
          roll();
        }
      }
      reclaim(budget);
    } catch (IOException e) {
      throw poison(e);
    }
  }

  private void publish(LogPosition applied, long vouched) {
    synchronized (publishLock) {
      state.commit();
      last = new Commit(last.number() + 1, applied, writer.segment(), writer.end(), vouched);
    }
  }

  private void roll() throws IOException {
    Commit commit = last;
    synchronized (syncLock) {
      writer.seal();
      nowDurable(commit);
    }
    SegmentWriter next;
    long number = commit.segment().name.last() + 1;
    synchronized (publishLock) {
      next = startLog(files, number, state, commit.applied());
      reads.replace(reads.segments().withNext(next.segment()));
      long after = commit.number() + 1;
      last = new Commit(after, commit.applied(), next.segment(), next.end(), commit.number());
    }
    writer = next;
    headEnd = next.end();
  }

  /**
   * Starts a segment with a copy of the small maps, which makes all before it unneeded for them.
   */
  private static SegmentWriter startLog(
      SegmentFiles files, long number, StateMaps state, LogPosition applied) throws IOException {
    SegmentName name = SegmentName.log(number);
    SegmentWriter writer = files.create(name, files.path(name));
    try {
      state.forEach((bucket, key, value) -> writer.state(new StateRecord(bucket, key, value)));
      writer.commit(applied);
      return writer;
    } catch (IOException | RuntimeException e) {
      writer.segment().release();
      throw e;
    }
  }

  // ---- Durability.

  @Override
  public void sync() {
    synchronized (syncLock) {
      checkWritable();
      syncLast();
    }
  }

  @GuardedBy("syncLock")
  private void syncLast() {
    Commit commit = last;
    if (commit.number() > synced.number()) {
      try {
        commit.segment().file().sync();
        nowDurable(commit);
      } catch (IOException e) {
        throw poison(e);
      }
    }
  }

  /** The file of the commit was synced; its name may not be. */
  @GuardedBy("syncLock")
  private void nowDurable(Commit commit) throws IOException {
    Segment segment = commit.segment();
    if (segment.durableEnd() == 0) {
      files.disk().syncDirectory(files.directory());
    }
    segment.setDurableEnd(Math.max(segment.durableEnd(), commit.end()));
    synced = commit;
  }

  // ---- Reclaiming.

  /**
   * Gets some space back: about a MiB of work. A revision can be reclaimed after it was marked
   * dead, a commit after that was synced, and so was another one after the sync. Writer thread;
   * {@link #commit} calls it too.
   *
   * @return whether more can be reclaimed now
   */
  public boolean reclaimStep() {
    return reclaimStep(STEP_BYTES);
  }

  /** A step of about so many bytes. */
  boolean reclaimStep(long budgetBytes) {
    checkWritable();
    try {
      return reclaim(budgetBytes);
    } catch (IOException e) {
      throw poison(e);
    }
  }

  @Override
  public void beginDefragment() {
    checkWritable();
    Invariant.check(writer.end() == last.end(), "defragmentation begins in mid-commit");
    try {
      if (writer.segment().hasChanges() || writer.end() > headEnd) {
        roll();
      }
      sync(); // What died before can be dropped once the new segment is durable.
      reclaimer.beginThorough(writer.segment().name.first() - 1);
    } catch (IOException e) {
      throw poison(e);
    }
  }

  @Override
  public boolean defragmentStep() {
    reclaimStep();
    return reclaimer.isThoroughLeft();
  }

  private boolean reclaim(long budgetBytes) throws IOException {
    retired.delete();
    return reclaimer.step(reads.segments(), synced.vouched(), budgetBytes);
  }

  private void replace(List<Segment> sources, Segment target) {
    synchronized (publishLock) {
      reads.replace(reads.segments().withReplaced(sources, target));
    }
    retired.add(sources);
  }

  // ---- The end.

  /**
   * Makes the last commit durable and closes. What was written after it is forgotten, as in a
   * crash. After an earlier failure nothing is written. Writer thread; harmless if closed.
   */
  @Override
  public void close() {
    synchronized (syncLock) {
      if (reads.isClosed()) {
        return;
      }
      try {
        if (failure == null) {
          syncLast();
          vouch();
        }
      } catch (IOException e) {
        throw poison(e);
      } finally {
        letGo();
      }
    }
  }

  /** Leaves a mark that all is durable: any fault found in it later is damage. */
  @GuardedBy("syncLock")
  private void vouch() throws IOException {
    Commit commit = last;
    if (writer.end() == commit.end()) {
      writer.commit(commit.applied());
      writer.segment().file().sync();
    }
    retired.delete();
  }

  @Override
  public void abort() {
    synchronized (syncLock) {
      if (!reads.isClosed()) {
        letGo();
      }
    }
  }

  private void letGo() {
    synchronized (publishLock) {
      reclaimer.close();
      reads.close();
    }
  }

  private void checkWritable() {
    reads.checkOpen();
    IOException earlier = failure;
    if (earlier != null) {
      throw new UncheckedIOException("the store stopped after: " + earlier.getMessage(), earlier);
    }
  }

  private UncheckedIOException poison(IOException e) {
    if (failure == null) {
      failure = e;
    }
    return new UncheckedIOException(e);
  }
}
