package io.cornerstone.server.mvcc;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.env.Invariant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads past events, revision by revision. Every revision from the compact revision on has at least
 * one change, so a gap shows that a compaction overtook the scan; and the events of a revision are
 * handed over only if it was not compacted after they were all read. So what the visitor got is
 * complete up to the last revision that it saw, also if the scan ends with COMPACTED.
 */
final class HistoryScan implements Engine.ChangeVisitor {
  private final MvccStore store;
  private final MvccStore.EventVisitor visitor;
  private final int revisionsMax;
  private final List<Event> pending = new ArrayList<>();
  // The revision whose events are pending, or come next.
  private long next;
  private int visited;
  private boolean isOvertaken;
  private boolean isInVisitor;

  HistoryScan(
      MvccStore store, MvccStore.EventVisitor visitor, int revisionsMax, long firstRevision) {
    this.store = store;
    this.visitor = visitor;
    this.revisionsMax = revisionsMax;
    this.next = firstRevision;
  }

  /** Visits {@code [firstRevision, until]}; the last revision whose events were all visited. */
  long run(Engine engine, long until) {
    try {
      engine.scan(new Revision(next, 0), new Revision(until + 1, 0), this);
      flush();
    } catch (Engine.ClosedEngineException e) {
      throw e;
    } catch (RuntimeException e) {
      // What lies below the compact revision may vanish under the hands of the engine.
      if (isInVisitor || store.compactRevision() <= next) {
        throw e;
      }
      isOvertaken = true;
    }
    if (!isOvertaken && next <= until && isEmptyBeginning()) {
      next++;
    }
    if (isOvertaken || (visited < revisionsMax && next <= until)) {
      Invariant.check(store.compactRevision() > next, "revision %d has no changes", next);
      throw new RefusedException(EtcdError.COMPACTED);
    }
    return next - 1;
  }

  @Override
  public boolean visit(Engine.Change change) {
    final long main = change.revision().main();
    if (main > next) {
      flush();
    }
    if (isOvertaken || visited >= revisionsMax) {
      return false;
    }
    if (main == next + 1 && isEmptyBeginning()) {
      next++;
    }
    if (main != next) {
      isOvertaken = true;
      return false;
    }
    pending.add(
        Event.newBuilder()
            .setType(change.tombstone() ? Event.EventType.DELETE : Event.EventType.PUT)
            .setKv(change.kv())
            .build());
    return true;
  }

  /**
   * The compact revision may be without a change in a store that came from a snapshot file: raised
   * there, or compacted by an etcd that drops deletions made in that very revision.
   */
  private boolean isEmptyBeginning() {
    return pending.isEmpty() && visited == 0 && store.compactRevision() == next;
  }

  private void flush() {
    if (pending.isEmpty() || isOvertaken) {
      return;
    }
    if (store.compactRevision() > next) {
      isOvertaken = true;
      return;
    }
    isInVisitor = true;
    pending.forEach(visitor::visit);
    isInVisitor = false;
    pending.clear();
    visited++;
    next++;
  }
}
