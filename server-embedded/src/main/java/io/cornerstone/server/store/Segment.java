package io.cornerstone.server.store;

import io.cornerstone.protocol.KeyValue;
import io.cornerstone.server.env.DiskFile;
import io.cornerstone.server.mvcc.Engine.Change;
import io.cornerstone.server.mvcc.Revision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One segment, as readers see it: an open file, the sparse index of its changes, and, while it is
 * being written, the newest bytes in memory.
 *
 * <p>What the writer adds becomes visible by {@link #publish}: it writes bytes, index and counters
 * first and the length last; a reader takes the length first and looks at nothing beyond it.
 *
 * <p>The file is closed when the last reference is let go of. The engine holds one, each read and
 * each view another.
 */
final class Segment {
  /** Takes sound changes as they are on disk, {@code bytes[at, at + length)}; false ends. */
  interface RecordVisitor {
    boolean visit(byte[] bytes, int at, int length) throws IOException;
  }

  private static final int RUN_BYTES = 256 << 10;

  private record Slice(byte[] bytes, int from, int until, long start) {}

  final SegmentName name;
  final BlockIndex index;
  private final long serial;
  private final DiskFile file;
  private final @Nullable Tail tail;
  private final BlockCache cache;
  private final AtomicInteger references = new AtomicInteger(1);
  private volatile boolean isFileClosed;

  // Written by the writer before `end`.
  private long changes;
  private long changeBytes;
  private @Nullable Revision last;

  /** Readers see what is before; the file of a sealed segment has its footer behind it. */
  private volatile long end;

  private volatile long fileBytes;
  private volatile long durableEnd;
  private volatile @Nullable DeadSet dead;
  private volatile long heldBack; // How many of the dead may not be dropped yet.
  private long lastMarkNumber; // Writer thread only.

  /**
   * @param serial unique among the segments of this engine, for the cache
   * @param tail the newest bytes if this segment is written to
   */
  Segment(
      SegmentName name,
      long serial,
      DiskFile file,
      BlockIndex index,
      @Nullable Tail tail,
      BlockCache cache) {
    this.name = name;
    this.serial = serial;
    this.file = file;
    this.index = index;
    this.tail = tail;
    this.cache = cache;
  }

  // ---- Reading, on any thread that holds a reference.

  /** The change at exactly this revision; null if there is none. */
  @Nullable Change get(Revision revision) throws IOException {
    long limit = end;
    int block = index.floor(revision);
    if (block < 0 || index.start(block) >= limit) {
      return null;
    }
    Slice slice = block(block, limit);
    int at = slice.from;
    while (at < slice.until) {
      int length = soundLength(slice, at);
      if (Records.isChange(slice.bytes, at)) {
        int order =
            Records.compare(
                Records.mainOf(slice.bytes, at), Records.subOf(slice.bytes, at), revision);
        if (order >= 0) {
          return order == 0 ? decode(slice.bytes, at, length) : null;
        }
      }
      at += length;
    }
    return null;
  }

  /**
   * Visits the changes from {@code from} on that lie before {@code limit} in the file, in order,
   * dead or not.
   *
   * @return false if the visitor ended it
   */
  boolean scan(Revision from, long limit, RecordVisitor visitor) throws IOException {
    int blocks = index.size();
    int block = Math.max(0, index.floor(from));
    while (block < blocks && index.start(block) < limit) {
      int runEnd = runEnd(block, blocks, limit);
      Slice slice = runEnd - block == 1 ? block(block, limit) : run(block, runEnd, limit);
      if (!walk(slice, from, visitor)) {
        return false;
      }
      block = runEnd;
    }
    return true;
  }

  private boolean walk(Slice slice, Revision from, RecordVisitor visitor) throws IOException {
    int at = slice.from;
    while (at < slice.until) {
      int length = soundLength(slice, at);
      boolean asked =
          Records.isChange(slice.bytes, at)
              && Records.compare(
                      Records.mainOf(slice.bytes, at), Records.subOf(slice.bytes, at), from)
                  >= 0;
      if (asked && !visitor.visit(slice.bytes, at, length)) {
        return false;
      }
      at += length;
    }
    return true;
  }

  private int soundLength(Slice slice, int at) throws IOException {
    int length = Records.soundLength(slice.bytes, at, slice.until);
    if (length < 0) {
      throw damaged(slice.start + at - slice.from, "a record fails its checksum");
    }
    return length;
  }

  /** The end (exclusive) of the row of blocks from {@code block} on worth reading in one go. */
  private int runEnd(int block, int blocks, long limit) {
    long inFile = tail == null ? Long.MAX_VALUE : tail.start();
    long start = index.start(block);
    int runEnd = block + 1;
    while (runEnd < blocks
        && index.start(runEnd) < Math.min(limit, inFile)
        && index.end(runEnd) - start <= RUN_BYTES) {
      runEnd++;
    }
    return runEnd;
  }

  private Slice run(int block, int runEnd, long limit) throws IOException {
    long start = index.start(block);
    byte[] bytes = read(start, (int) (Math.min(index.end(runEnd - 1), limit) - start));
    return new Slice(bytes, 0, bytes.length, start);
  }

  private Slice block(int block, long limit) throws IOException {
    long start = index.start(block);
    int length = (int) Math.min(index.length(block), limit - start);
    Tail.Chunk chunk = tail == null ? null : tail.find(start);
    if (chunk != null) { // A block never crosses a chunk.
      int from = (int) (start - chunk.start);
      return new Slice(chunk.bytes, from, from + length, start);
    }
    byte[] bytes = cache.find(serial, block);
    // Shorter: read just when the block, still growing, moved from memory to the file.
    if (bytes == null || bytes.length < length) {
      bytes = read(start, length);
      cache.add(serial, block, bytes);
    }
    return new Slice(bytes, 0, length, start);
  }

  private byte[] read(long start, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    if (file.read(target, start) < length) {
      throw damaged(start, "the file ends too early");
    }
    return target.array();
  }

  static Change decode(byte[] bytes, int at, int length) throws IOException {
    int prefix = Records.FRAME + Records.CHANGE_PREFIX;
    KeyValue kv = KeyValue.parser().parseFrom(bytes, at + prefix, length - prefix);
    boolean tombstone = Records.type(bytes, at) == Records.TOMBSTONE;
    return new Change(Records.revisionOf(bytes, at), tombstone, kv);
  }

  DamagedStoreException damaged(long position, String reason) {
    return new DamagedStoreException(name.fileName(), position, reason);
  }

  // ---- Content.

  long end() {
    return end;
  }

  /** Whether anything can be read here. */
  boolean hasChanges() {
    return end > 0 && changes > 0;
  }

  Revision first() {
    return index.first();
  }

  @Nullable Revision last() {
    return last;
  }

  long changes() {
    return changes;
  }

  long changeBytes() {
    return changeBytes;
  }

  /** Makes all before {@code newEnd} visible. */
  void publish(long newEnd) {
    end = newEnd;
  }

  /** Counts a change that is in the index. Publish comes after it. */
  void count(Revision revision, int length) {
    last = revision;
    changes++;
    changeBytes += length;
  }

  /** What a footer says about the whole segment. Publish comes after it. */
  void setCounters(Footer footer) {
    last = footer.last();
    changes = footer.changes();
    changeBytes = footer.changeBytes();
  }

  // ---- The file.

  DiskFile file() {
    return file;
  }

  long fileBytes() {
    return fileBytes;
  }

  void setFileBytes(long bytes) {
    fileBytes = bytes;
  }

  /** All before this survives a power loss; 0 also if the name of the file may not. */
  long durableEnd() {
    return durableEnd;
  }

  void setDurableEnd(long position) {
    durableEnd = position;
  }

  // ---- Dead revisions.

  /**
   * Notes that a revision is dead.
   *
   * @param commitNumber the commit that this will be part of
   */
  void markDead(Revision revision, long commitNumber) {
    Revision newest = last;
    if (newest == null || newest.compareTo(revision) < 0) {
      return;
    }
    DeadSet set = dead;
    if (set == null) {
      set = new DeadSet(first().main());
      dead = set;
    }
    if (set.add(revision, changes)) {
      lastMarkNumber = commitNumber;
    }
  }

  boolean isDead(long main, long sub) {
    DeadSet set = dead;
    return set != null && set.size() > 0 && set.contains(main, sub);
  }

  /** Whether anything in here is dead, save what is held back. */
  boolean hasDead() {
    return deadCount() > 0;
  }

  private long deadCount() {
    DeadSet set = dead;
    return set == null ? 0 : set.size() - heldBack;
  }

  /**
   * Takes over the dead of a segment with the same content, none of which may be dropped before
   * {@link #letDrop}: until then they count as alive. Writer thread only, as the rest here.
   */
  void holdBack(Segment other) {
    dead = other.dead;
    heldBack = deadCount();
  }

  /** What was held back can be dropped from now on. */
  void letDrop() {
    heldBack = 0;
  }

  /** The newest commit that a mark of this segment is part of. Writer thread only. */
  long lastMarkNumber() {
    return lastMarkNumber;
  }

  /** An estimate of the bytes that a rewritten file would have: dead changes are of mean size. */
  long liveBytes() {
    if (!hasChanges()) {
      return Math.min(fileBytes, Footer.OVERHEAD);
    }
    long live = Math.max(0, changes - deadCount());
    double share = (double) live / changes;
    long needed = (long) (share * (changeBytes + (double) Footer.ENTRY * index.size()));
    return Math.min(fileBytes, needed + Footer.OVERHEAD);
  }

  /** Whether a rewritten file would be smaller. */
  boolean hasWaste() {
    return liveBytes() < fileBytes;
  }

  /** An estimate of the bytes that nothing needs any more if the log is kept as it is. */
  long deadBytes() {
    return hasChanges() ? Math.min(deadCount(), changes) * (changeBytes / changes) : 0;
  }

  // ---- References.

  /** Takes a reference; false if the segment was let go of. */
  boolean tryAcquire() {
    int now = references.get();
    while (now > 0) {
      if (references.compareAndSet(now, now + 1)) {
        return true;
      }
      now = references.get();
    }
    return false;
  }

  void release() {
    if (references.decrementAndGet() == 0) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        isFileClosed = true;
      }
    }
  }

  /** Whether nobody reads this any more: the file may be deleted. */
  boolean isFileClosed() {
    return isFileClosed;
  }
}
