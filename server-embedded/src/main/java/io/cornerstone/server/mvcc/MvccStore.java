package io.cornerstone.server.mvcc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.RangeRequest;
import java.util.List;
import java.util.Optional;

/** Placeholder for the interface of the store; the class itself is the next step. */
public abstract class MvccStore {
  /** Rebuilds the key index from what the engine holds. */
  public static MvccStore open(Engine engine) {
    throw new IllegalStateException();
  }

  /** The revision of the last change; 1 in an empty store. Any thread. */
  public abstract long currentRevision();

  /** Revisions below this one are gone; -1 before the first compaction. Any thread. */
  public abstract long compactRevision();

  /**
   * Reads at a pinned revision, without a lock, on any thread.
   *
   * @throws io.cornerstone.protocol.RefusedException COMPACTED, FUTURE_REV or INVALID_SORT_OPTION
   */
  public abstract RangeResult range(RangeRequest request);

  /** Begins a write transaction. Writer thread only; one at a time. */
  public abstract WriteTxn write();

  /**
   * Logical compaction, at once; dead revisions are given back in bounded steps by {@link
   * #compactStep}.
   */
  public abstract void compact(long revision);

  /**
   * Gives back up to {@code keysMax} keys' dead revisions. Writer thread only.
   *
   * @return true if there is more to do
   */
  public abstract boolean compactStep(int keysMax);

  /**
   * The events with {@code from <= revision <= until}, in order, as watchers see them, on any
   * thread. Stops after the last event of the revision with which {@code revisionsMax} revisions
   * have been visited.
   *
   * @return the revision up to which all was visited
   * @throws io.cornerstone.protocol.RefusedException COMPACTED if {@code from} is below the compact
   *     revision, also if a compaction overtook the scan
   */
  public abstract long history(long from, long until, int revisionsMax, EventVisitor visitor);

  /**
   * The version of a key just before {@code revision}: what prev_kv of an event there is. Any
   * thread.
   */
  public abstract Optional<KeyValue> before(ByteString key, long revision);

  /** Takes events in order. */
  public interface EventVisitor {
    void visit(Event event);
  }

  /** Keys that have a lease now, for the lessor after open. Writer thread only. */
  public abstract void leasedKeys(LeasedKeyVisitor visitor);

  /** Takes a key and the lease it is attached to. */
  public interface LeasedKeyVisitor {
    void visit(ByteString key, long leaseId);
  }

  /** A write transaction: sees its own writes; others see all of it or nothing. */
  public interface WriteTxn {
    /** The revision that changes of this transaction get. */
    long revision();

    /**
     * Reads, including this transaction's writes. A revision at or above {@link #revision} is
     * FUTURE_REV.
     */
    RangeResult range(RangeRequest request);

    /**
     * @return the version before, if any
     */
    Optional<KeyValue> put(ByteString key, ByteString value, long leaseId);

    /**
     * @return the versions before, in key order
     */
    List<KeyValue> deleteRange(ByteString key, ByteString rangeEnd);

    /**
     * Publishes the changes.
     *
     * @return the events in order; empty if nothing changed, and then no revision was used
     */
    List<Event> commit();
  }
}
