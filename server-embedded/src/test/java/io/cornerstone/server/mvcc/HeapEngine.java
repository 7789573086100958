package io.cornerstone.server.mvcc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.server.raft.LogPosition;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An engine in the heap, for tests. Unkind where the contract allows it: what was marked dead
 * cannot be read any more from that moment on, and an unknown revision is an exception.
 *
 * <p>{@link #reopen} gives the engine that would be found after a crash: the state of the last
 * commit, in which dead revisions are there again.
 */
public final class HeapEngine implements Engine {
  private final ConcurrentNavigableMap<Revision, Change> changes = new ConcurrentSkipListMap<>();
  private final ConcurrentNavigableMap<Revision, Change> dead = new ConcurrentSkipListMap<>();
  private final SortedMap<String, SortedMap<ByteString, ByteString>> buckets = new TreeMap<>();
  private final AtomicLong reads = new AtomicLong();
  private volatile Committed committed = new Committed(LogPosition.ZERO, null, new TreeMap<>());
  private volatile boolean isClosed;
  private volatile Runnable beforeNextRead = () -> {};

  /** What is found again: everything up to {@code last}, and these small maps. */
  private record Committed(
      LogPosition position,
      @Nullable Revision last,
      SortedMap<String, SortedMap<ByteString, ByteString>> buckets) {}

  /** The engine after a crash: what was committed, with what was marked dead. */
  public HeapEngine reopen() {
    return reopen(true);
  }

  /**
   * The engine after a crash.
   *
   * @param withDead whether revisions are there again that were marked dead
   */
  public HeapEngine reopen(boolean withDead) {
    final HeapEngine copy = new HeapEngine();
    final Committed found = committed;
    if (found.last != null) {
      copy.changes.putAll(changes.headMap(found.last, true));
      if (withDead) {
        copy.changes.putAll(dead.headMap(found.last, true));
      }
    }
    copy.buckets.putAll(copyOf(found.buckets));
    copy.committed = found;
    return copy;
  }

  /** How many times {@link #get} was called. */
  public long reads() {
    return reads.get();
  }

  /** Runs {@code task} once, in the next call of {@link #get}, before it looks. */
  public void beforeNextRead(Runnable task) {
    beforeNextRead = task;
  }

  /** How many revisions are not dead. */
  public int liveChanges() {
    return changes.size();
  }

  private void checkOpen() {
    if (isClosed) {
      throw new ClosedEngineException();
    }
  }

  @Override
  public void append(Revision revision, boolean tombstone, KeyValue kv) {
    checkOpen();
    if (!changes.isEmpty() && changes.lastKey().compareTo(revision) >= 0) {
      throw new IllegalArgumentException(revision + " after " + changes.lastKey());
    }
    changes.put(revision, new Change(revision, tombstone, kv));
  }

  @Override
  public Change get(Revision revision) {
    checkOpen();
    reads.incrementAndGet();
    final Runnable task = beforeNextRead;
    beforeNextRead = () -> {};
    task.run();
    final Change change = changes.get(revision);
    if (change == null) {
      throw new IllegalArgumentException("there is no live " + revision);
    }
    return change;
  }

  @Override
  public void scan(Revision from, Revision until, ChangeVisitor visitor) {
    checkOpen();
    for (Change change : changes.subMap(from, until).values()) {
      if (!visitor.visit(change)) {
        return;
      }
    }
  }

  @Override
  public void markDead(Revision revision) {
    checkOpen();
    final Change change = changes.remove(revision);
    if (change == null) {
      throw new IllegalArgumentException("there is no live " + revision);
    }
    dead.put(revision, change);
  }

  @Override
  public void putState(String bucket, ByteString key, ByteString value) {
    checkOpen();
    buckets.computeIfAbsent(bucket, name -> newBucket()).put(key, value);
  }

  @Override
  public void removeState(String bucket, ByteString key) {
    checkOpen();
    buckets.getOrDefault(bucket, newBucket()).remove(key);
  }

  @Override
  public SortedMap<ByteString, ByteString> state(String bucket) {
    checkOpen();
    final SortedMap<ByteString, ByteString> copy = newBucket();
    copy.putAll(buckets.getOrDefault(bucket, newBucket()));
    return Collections.unmodifiableSortedMap(copy);
  }

  private static SortedMap<ByteString, ByteString> newBucket() {
    return new TreeMap<>(ByteString.unsignedLexicographicalComparator());
  }

  private static SortedMap<String, SortedMap<ByteString, ByteString>> copyOf(
      SortedMap<String, SortedMap<ByteString, ByteString>> buckets) {
    final SortedMap<String, SortedMap<ByteString, ByteString>> copy = new TreeMap<>();
    buckets.forEach(
        (name, bucket) -> {
          final SortedMap<ByteString, ByteString> entries = newBucket();
          entries.putAll(bucket);
          copy.put(name, entries);
        });
    return copy;
  }

  @Override
  public void commit(LogPosition applied) {
    checkOpen();
    final Revision last = changes.isEmpty() ? committed.last : changes.lastKey();
    committed = new Committed(applied, last, copyOf(buckets));
  }

  @Override
  public void sync() {
    checkOpen();
  }

  @Override
  public LogPosition committed() {
    return committed.position;
  }

  @Override
  public LogPosition synced() {
    return committed.position;
  }

  @Override
  public View view() {
    final HeapEngine copy = reopen(false);
    return new View() {
      @Override
      public LogPosition applied() {
        return copy.committed();
      }

      @Override
      public void writeTo(OutputStream target) throws IOException {
        copy.write(target);
      }

      @Override
      public void close() {}
    };
  }

  private void write(OutputStream target) throws IOException {
    final ObjectOutputStream out = new ObjectOutputStream(target);
    out.writeLong(committed.position.term());
    out.writeLong(committed.position.index());
    out.writeInt(changes.size());
    for (Change change : changes.values()) {
      out.writeLong(change.revision().main());
      out.writeLong(change.revision().sub());
      out.writeBoolean(change.tombstone());
      out.writeObject(change.kv().toByteArray());
    }
    out.writeInt(buckets.values().stream().mapToInt(Map::size).sum());
    for (Map.Entry<String, SortedMap<ByteString, ByteString>> bucket : buckets.entrySet()) {
      for (Map.Entry<ByteString, ByteString> entry : bucket.getValue().entrySet()) {
        out.writeUTF(bucket.getKey());
        out.writeObject(entry.getKey().toByteArray());
        out.writeObject(entry.getValue().toByteArray());
      }
    }
    out.flush();
  }

  /** An engine with what {@link View#writeTo} wrote. */
  public static HeapEngine readFrom(InputStream source) throws IOException {
    final HeapEngine engine = new HeapEngine();
    try (ObjectInputStream in = new ObjectInputStream(source)) {
      final LogPosition position = new LogPosition(in.readLong(), in.readLong());
      for (int left = in.readInt(); left > 0; left--) {
        final Revision revision = new Revision(in.readLong(), in.readLong());
        engine.append(revision, in.readBoolean(), KeyValue.parseFrom((byte[]) in.readObject()));
      }
      for (int left = in.readInt(); left > 0; left--) {
        engine.putState(
            in.readUTF(),
            ByteString.copyFrom((byte[]) in.readObject()),
            ByteString.copyFrom((byte[]) in.readObject()));
      }
      engine.commit(position);
    } catch (ClassNotFoundException e) {
      throw new IOException("not a view of an engine", e);
    }
    return engine;
  }

  @Override
  public void beginDefragment() {
    // What is dead is gone at once.
  }

  @Override
  public boolean defragmentStep() {
    return false;
  }

  @Override
  public long sizeBytes() {
    return liveBytes() + dead.values().stream().mapToLong(HeapEngine::bytes).sum();
  }

  @Override
  public long liveBytes() {
    return changes.values().stream().mapToLong(HeapEngine::bytes).sum();
  }

  private static long bytes(Change change) {
    return change.kv().getSerializedSize();
  }

  @Override
  public void close() {
    isClosed = true;
  }

  @Override
  public void abort() {
    isClosed = true;
  }
}
