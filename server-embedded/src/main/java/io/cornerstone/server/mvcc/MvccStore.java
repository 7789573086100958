package io.cornerstone.server.mvcc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.env.Invariant;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The multi-version store: every change of a key is kept under the revision that made it, until a
 * compaction. The changes are in an {@link Engine}; which revisions a key has is in an index in the
 * heap.
 *
 * <p>One thread writes (transactions, compaction); any thread reads and never waits. A reader pins
 * a revision, finds in the index the version of each key that was valid then, and reads it. The
 * writer only adds versions above the published revision and publishes it last, so a reader meets
 * either nothing or all of a transaction. Only compaction takes versions away, and only such as
 * nobody needs at or above the compact revision, which it raises first: a reader looks at it again
 * when it has read everything, and what it has is right if its revision is still not below.
 */
public final class MvccStore {
  /** The revision of an empty store; its first change gets the next one. */
  static final long FIRST_REVISION = 1;

  private static final String META_BUCKET = "meta";
  private static final ByteString COMPACT_REVISION_KEY = ByteString.copyFromUtf8("compactRevision");
  private static final long NEVER_COMPACTED = -1;

  // A read of the latest revision starts again if a compaction overtakes it. More compactions than
  // this during one read mean that they come faster than it can ever go.
  private static final int OVERTAKEN_MAX = 16;

  private final Engine engine;
  private final KeyTree tree;
  private final Compactor compactor;
  private final LongAdder keys = new LongAdder(); // Entries of the tree.
  // Raised after the changes are in engine and index.
  private volatile long currentRevision;
  // Raised before anything is taken away. compactRevision <= currentRevision, always.
  private volatile long compactRevision;
  // Writer thread only.
  private @Nullable StoreWriteTxn openTxn;

  private MvccStore(Engine engine, KeyTree tree, long currentRevision, long compactRevision) {
    this.engine = engine;
    this.tree = tree;
    this.compactor = new Compactor(tree, engine, keys);
    tree.scan(
        null,
        null,
        entry -> {
          keys.increment();
          return true;
        });
    this.currentRevision = currentRevision;
    this.compactRevision = compactRevision;
  }

  /**
   * Rebuilds the key index from what the engine holds. The calling thread becomes the writer.
   *
   * @throws io.cornerstone.server.env.Invariant.InvariantViolation if a revision is missing there
   */
  public static MvccStore open(Engine engine) {
    final long compactRevision = storedCompactRevision(engine);
    final IndexBuilder builder = new IndexBuilder(compactRevision);
    engine.scan(new Revision(0, 0), new Revision(Long.MAX_VALUE, 0), builder);
    final KeyTree tree = builder.finish(engine);
    return new MvccStore(engine, tree, builder.currentRevision(), compactRevision);
  }

  private static long storedCompactRevision(Engine engine) {
    final ByteString stored = engine.state(META_BUCKET).get(COMPACT_REVISION_KEY);
    return stored == null ? NEVER_COMPACTED : stored.asReadOnlyByteBuffer().getLong();
  }

  /** The revision of the last change; 1 in an empty store. Any thread. */
  public long currentRevision() {
    return currentRevision;
  }

  /** Revisions below this one are gone; -1 before the first compaction. Any thread. */
  public long compactRevision() {
    return compactRevision;
  }

  /** How many keys there are, with those deleted that are not compacted yet. Any thread. */
  public long keys() {
    return keys.sum();
  }

  /** A key is there that was not. */
  void keyAdded() {
    keys.increment();
  }

  /**
   * Reads at a pinned revision, without a lock, on any thread. A read of the latest revision that a
   * compaction overtakes begins again at a later one.
   *
   * @throws RefusedException COMPACTED, FUTURE_REV or INVALID_SORT_OPTION
   */
  public RangeResult range(RangeRequest request) {
    RangeScan.checkSort(request);
    final long asked = request.getRevision();
    for (int attempt = 0; attempt < OVERTAKEN_MAX; attempt++) {
      final long current = currentRevision;
      if (asked > current) {
        throw new RefusedException(EtcdError.FUTURE_REV);
      }
      final RangeResult result = rangeAt(request, asked > 0 ? asked : current, current);
      if (result != null) {
        return result;
      }
      if (asked > 0) {
        break;
      }
    }
    throw new RefusedException(EtcdError.COMPACTED);
  }

  /**
   * Refuses what {@link #range} would refuse now, without reading. Any thread.
   *
   * @throws RefusedException COMPACTED, FUTURE_REV or INVALID_SORT_OPTION
   */
  public void checkRange(RangeRequest request) {
    RangeScan.checkSort(request);
    final long asked = request.getRevision();
    if (asked > currentRevision) {
      throw new RefusedException(EtcdError.FUTURE_REV);
    }
    if (asked > 0 && asked < compactRevision) {
      throw new RefusedException(EtcdError.COMPACTED);
    }
  }

  /** Null if the revision is compacted, or was while it was read. */
  private @Nullable RangeResult rangeAt(RangeRequest request, long revision, long current) {
    if (revision < compactRevision) {
      return null;
    }
    try {
      final RangeResult result = new RangeScan(tree, engine, request, revision).run(current);
      return revision < compactRevision ? null : result;
    } catch (RuntimeException e) {
      rethrowUnlessOvertaken(e, revision);
      return null;
    }
  }

  /** An engine may fail on what was compacted meanwhile; every other failure goes on. */
  private void rethrowUnlessOvertaken(RuntimeException e, long revision) {
    if (e instanceof Engine.ClosedEngineException || revision >= compactRevision) {
      throw e;
    }
  }

  /** Begins a write transaction. Writer thread only; one at a time. */
  public WriteTxn write() {
    final StoreWriteTxn before = openTxn;
    if (before != null && !before.isIdle()) {
      Invariant.check(false, "revision %d was left uncommitted", before.revision());
    }
    final StoreWriteTxn txn = new StoreWriteTxn(this, tree, engine);
    openTxn = txn;
    return txn;
  }

  /** Makes a transaction's changes visible, all at once. */
  void publish(long revision) {
    if (revision != currentRevision + 1) {
      Invariant.check(false, "revision %d published after %d", revision, currentRevision);
    }
    currentRevision = revision;
  }

  /**
   * Logical compaction, at once; dead revisions are given back in bounded steps by {@link
   * #compactStep}. Writer thread only.
   *
   * @throws RefusedException COMPACTED or FUTURE_REV
   */
  public void compact(long revision) {
    if (revision <= compactRevision) {
      throw new RefusedException(EtcdError.COMPACTED);
    }
    if (revision > currentRevision) {
      throw new RefusedException(EtcdError.FUTURE_REV);
    }
    final ByteBuffer encoded = ByteBuffer.allocate(Long.BYTES).putLong(revision).flip();
    engine.putState(META_BUCKET, COMPACT_REVISION_KEY, ByteString.copyFrom(encoded));
    compactRevision = revision;
    compactor.start(revision);
  }

  /**
   * Gives back dead revisions, looking at up to {@code keysMax} keys and giving back up to as many
   * revisions. Writer thread only.
   *
   * @return true if there is more to do
   */
  public boolean compactStep(int keysMax) {
    return compactor.step(keysMax);
  }

  /** Whether {@link #compactStep} has something to do. Writer thread only. */
  public boolean isCompacting() {
    return compactor.isWalking();
  }

  /** How many dead revisions were given back since this store was opened. Writer thread only. */
  public long reclaimedRevisions() {
    return compactor.reclaimed();
  }

  /**
   * The events with {@code from <= revision <= until}, in order, as watchers see them, on any
   * thread. Stops after the last event of the revision with which {@code revisionsMax} revisions
   * have been visited, and at the current revision. The events of one revision are visited
   * together, and only if it is certain that none is missing.
   *
   * @return the revision up to which all was visited
   * @throws RefusedException COMPACTED if {@code from} is below the compact revision, also if a
   *     compaction overtook the scan
   */
  public long history(long from, long until, int revisionsMax, EventVisitor visitor) {
    final long last = Math.min(until, currentRevision);
    final long compacted = compactRevision;
    if (from < compacted && compacted != NEVER_COMPACTED) {
      throw new RefusedException(EtcdError.COMPACTED);
    }
    final long first = Math.max(from, FIRST_REVISION + 1);
    if (first > last) {
      return last;
    }
    return new HistoryScan(this, visitor, revisionsMax, first).run(engine, last);
  }

  /**
   * The version of a key just before {@code revision}: what prev_kv of an event there is; empty
   * also if it was compacted. Any thread.
   */
  public Optional<KeyValue> before(ByteString key, long revision) {
    final long at = Math.min(revision - 1, currentRevision);
    if (at < compactRevision) {
      return Optional.empty();
    }
    try {
      final KeyEntry entry = tree.get(key.toByteArray());
      final Match match = entry == null ? null : entry.matchAt(at);
      final Optional<KeyValue> kv = Optional.ofNullable(match).map(found -> found.kv(engine));
      return at < compactRevision ? Optional.empty() : kv;
    } catch (RuntimeException e) {
      rethrowUnlessOvertaken(e, at);
      return Optional.empty();
    }
  }

  /**
   * A checksum of all changes up to {@code revision}, of the latest if 0, without a lock. Any
   * thread; reads the whole store, so not one on which others wait.
   *
   * @throws RefusedException COMPACTED or FUTURE_REV
   */
  public KvHash hash(long revision) {
    for (int attempt = 0; attempt < OVERTAKEN_MAX; attempt++) {
      final long compacted = compactRevision; // Before the current one, which is never below it.
      final long current = currentRevision;
      if (revision > 0 && revision <= compacted) {
        throw new RefusedException(EtcdError.COMPACTED);
      }
      if (revision > current) {
        throw new RefusedException(EtcdError.FUTURE_REV);
      }
      final OptionalInt hash = hashAt(revision == 0 ? current : revision, compacted);
      if (hash.isPresent()) {
        return new KvHash(hash.getAsInt(), compacted, revision == 0 ? current : revision);
      }
    }
    throw new RefusedException(EtcdError.COMPACTED);
  }

  /** Empty if a compaction overtook it. */
  private OptionalInt hashAt(long revision, long compacted) {
    try {
      final int hash = new HashScan(tree, revision, compacted).run(engine, revision);
      return compacted == compactRevision ? OptionalInt.of(hash) : OptionalInt.empty();
    } catch (RuntimeException e) {
      if (e instanceof Engine.ClosedEngineException || compacted == compactRevision) {
        throw e;
      }
      return OptionalInt.empty();
    }
  }

  /** Takes events in order. */
  public interface EventVisitor {
    void visit(Event event);
  }

  /**
   * Keys that have a lease now, in order, for the lessor after open. Writer thread only; reads the
   * values of these keys.
   */
  public void leasedKeys(LeasedKeyVisitor visitor) {
    final List<KeyEntry> leased = new ArrayList<>();
    tree.scan(
        null,
        null,
        entry -> {
          if (entry.isLeased()) {
            leased.add(entry);
          }
          return true;
        });
    for (KeyEntry entry : leased) {
      final KeyValue kv = engine.get(entry.latest()).kv();
      visitor.visit(kv.getKey(), kv.getLease());
    }
  }

  /** Takes a key and the lease it is attached to. */
  public interface LeasedKeyVisitor {
    void visit(ByteString key, long leaseId);
  }

  /**
   * A write transaction: sees its own writes; others see all of it or nothing. There is no way
   * back: what may be refused must be checked before the first write.
   */
  public interface WriteTxn {
    /** The revision that changes of this transaction get. */
    long revision();

    /**
     * Reads, including this transaction's writes. A revision at or above {@link #revision} is
     * FUTURE_REV. The result names {@link #revision} as the current one once there was a write.
     */
    RangeResult range(RangeRequest request);

    /**
     * Writes a key and reads what was there.
     *
     * @return the version before, if any
     */
    Optional<KeyValue> put(ByteString key, ByteString value, long leaseId);

    /** Writes a key; cheaper than {@link #put}, since nothing is read. */
    void set(ByteString key, ByteString value, long leaseId);

    /**
     * Deletes keys and reads what was there.
     *
     * @return the versions before, in key order
     */
    List<KeyValue> deleteRange(ByteString key, ByteString rangeEnd);

    /**
     * Deletes keys; cheaper than {@link #deleteRange}, since nothing is read.
     *
     * @return how many there were
     */
    long delete(ByteString key, ByteString rangeEnd);

    /**
     * Publishes the changes.
     *
     * @return the events in order; empty if nothing changed, and then no revision was used
     */
    List<Event> commit();
  }
}
