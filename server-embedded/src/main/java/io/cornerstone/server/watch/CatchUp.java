package io.cornerstone.server.watch;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.watch.ClientStream.Offer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The watchers that are behind, and the work of bringing them up. All of it runs on the catch-up
 * executor.
 *
 * <p>They stand in a queue. A step takes the first one and reads at most {@link
 * Replay#REVISIONS_MAX} revisions from where it is; those near the front that stand within the same
 * revisions ride along. Then they go to the rear, or, if they have reached the present, back to the
 * apply executor. So a watcher that is far behind does not hold up one that is near, and a crowd
 * that waits for the same revisions costs one read.
 *
 * <p>A watcher whose stream takes nothing more is parked with the stream until the client reads
 * again: nothing is read for it meanwhile.
 */
final class CatchUp {
  /** How many watchers are looked at for one step; etcd's bound. */
  private static final int GROUP_MAX = 512;

  /** Where watchers go from here. Called on the catch-up executor. */
  interface Listener {
    /** These have seen all up to the store's present. Ownership goes with them. */
    void caughtUp(List<Watcher> watchers);

    /** This one is about to end, since what it wants is gone. */
    void compacted(Watcher watcher);
  }

  private final SerialExecutor executor;
  private final Listener listener;
  private final ArrayDeque<Watcher> queue = new ArrayDeque<>();
  private MvccStore store;
  private boolean stepPending;
  private volatile boolean closed;

  // True from the moment that the store is found closed until there is another one.
  private boolean waitsForStore;

  CatchUp(SerialExecutor executor, MvccStore store, Listener listener) {
    this.executor = executor;
    this.store = store;
    this.listener = listener;
  }

  /** Takes watchers over; {@code from} of each is its next revision. */
  void add(Collection<Watcher> watchers) {
    queue.addAll(watchers);
    scheduleStep();
  }

  /** The client of this stream reads again. */
  void ready(ClientStream stream) {
    List<Watcher> waiting = stream.unpark();
    if (!waiting.isEmpty()) {
      add(waiting);
    }
  }

  /**
   * Forgets what waits for a stream that has ended. Watchers in the queue fall out at their turn.
   */
  void closed(ClientStream stream) {
    stream.unpark();
  }

  /** Reads from another store from now on. */
  void replaceStore(MvccStore replacement) {
    store = replacement;
    waitsForStore = false;
    scheduleStep();
  }

  /** Ends all work. Any thread. */
  void close() {
    closed = true;
  }

  private void scheduleStep() {
    if (!stepPending && !waitsForStore && !closed && !queue.isEmpty()) {
      stepPending = true;
      executor.execute(this::step);
    }
  }

  private void step() {
    stepPending = false;
    if (closed) {
      return;
    }
    try {
      long present = store.currentRevision();
      List<Watcher> group = nextGroup(present);
      if (!group.isEmpty()) {
        advance(group, present);
      }
    } catch (Engine.ClosedEngineException e) {
      waitsForStore = true; // The replacement is on its way, or the member stops.
    }
    scheduleStep();
  }

  /** The first watcher that can be served, and those that ride along with it. */
  private List<Watcher> nextGroup(long present) {
    List<Watcher> group = new ArrayList<>();
    List<Watcher> others = new ArrayList<>();
    for (int looks = 0; looks < GROUP_MAX && !queue.isEmpty(); looks++) {
      Watcher watcher = queue.remove();
      if (!isServable(watcher)) {
        continue;
      }
      if (group.isEmpty() || inWindow(watcher.from, group.get(0).from, present)) {
        group.add(watcher);
      } else {
        others.add(watcher);
      }
    }
    for (int i = others.size() - 1; i >= 0; i--) {
      queue.addFirst(others.get(i)); // They keep their places.
    }
    return group;
  }

  private static boolean inWindow(long from, long first, long present) {
    long afterWindow = Math.min(first + Replay.REVISIONS_MAX, present + 1);
    return from >= first && from <= afterWindow;
  }

  /** Sorts out the watchers that have ended, must end or must wait. */
  private boolean isServable(Watcher watcher) {
    ClientStream stream = watcher.stream;
    if (!stream.isLive(watcher)) {
      return false;
    }
    long compactRevision = store.compactRevision();
    if (watcher.from < compactRevision) {
      // Told first, so that the id is free when the client hears of it.
      listener.compacted(watcher);
      stream.end(watcher, Responses.compacted(watcher.id, compactRevision));
      return false;
    }
    if (!stream.isWritable()) {
      stream.park(watcher);
      return false;
    }
    return true;
  }

  private void advance(List<Watcher> group, long present) {
    long from = group.get(0).from;
    Replay replay = new Replay(store, group);
    try {
      replay.read(from, Math.min(present, from + Replay.REVISIONS_MAX - 1));
    } catch (RefusedException e) {
      if (e.error() != EtcdError.COMPACTED) {
        throw e;
      }
      queue.addAll(group); // A compaction came in between; the next look ends who is behind it.
      return;
    } catch (Engine.ClosedEngineException e) {
      queue.addAll(group);
      throw e;
    }
    deliver(group, replay, present);
  }

  private void deliver(List<Watcher> group, Replay replay, long present) {
    List<Watcher> caughtUp = new ArrayList<>();
    for (Watcher watcher : group) {
      Offer offer = replay.deliver(watcher, present);
      if (offer == Offer.BLOCKED) {
        watcher.stream.park(watcher);
      } else if (offer == Offer.SENT && watcher.from > present) {
        caughtUp.add(watcher);
      } else if (offer == Offer.SENT) {
        queue.add(watcher);
      }
    }
    if (!caughtUp.isEmpty()) {
      listener.caughtUp(caughtUp);
    }
  }
}
