package io.cornerstone.server.watch;

import io.cornerstone.protocol.Event;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.watch.ClientStream.Offer;
import java.util.ArrayList;
import java.util.List;

/**
 * One bounded step through history for a group of watchers that are behind: the store is read once
 * for all of them, and each gets what is its own in one response.
 */
final class Replay {
  /** Most revisions in one step, and so in one response; etcd's bound. */
  static final int REVISIONS_MAX = 1000;

  /** A step ends with the revision in which it has gathered this much. */
  private static final long BYTES_MAX = 2 << 20;

  /** Revisions read at a time, since a read cannot be ended by the one who reads. */
  private static final int CHUNK_REVISIONS = 32;

  private final MvccStore store;
  private final List<Watcher> group;
  private final Collector collector;

  // How far events have been gathered: the last whole revision, and the size of them all.
  private long readUpTo;
  private long gatheredBytes;

  Replay(MvccStore store, List<Watcher> group) {
    this.store = store;
    this.group = group;
    WatcherIndex index = new WatcherIndex();
    group.forEach(index::add);
    this.collector = new Collector(index);
  }

  /**
   * Gathers the events with {@code from <= revision <= until}, or fewer if they are large, but at
   * least those of one revision.
   *
   * @return the revision up to which all was gathered
   * @throws io.cornerstone.protocol.RefusedException if a compaction overtook the step
   */
  long read(long from, long until) {
    try {
      readUpTo = from - 1;
      while (readUpTo < until && gatheredBytes < BYTES_MAX) {
        readChunk(until);
      }
      return readUpTo;
    } catch (RuntimeException e) {
      forgetAll();
      throw e;
    } finally {
      group.forEach(Replay::unlink);
    }
  }

  private void readChunk(long until) {
    List<Event> revision = new ArrayList<>();
    long chunkUpTo =
        store.history(
            readUpTo + 1,
            until,
            CHUNK_REVISIONS,
            event -> {
              if (!revision.isEmpty() && modRevision(revision.get(0)) != modRevision(event)) {
                gather(revision);
              }
              revision.add(event);
            });
    gather(revision);
    if (gatheredBytes < BYTES_MAX) {
      readUpTo = chunkUpTo;
    }
  }

  /** Takes over the events of one whole revision, unless there is enough for this step. */
  private void gather(List<Event> revision) {
    if (!revision.isEmpty() && gatheredBytes < BYTES_MAX) {
      for (Event event : revision) {
        gatheredBytes += event.getSerializedSize();
        collector.collect(new SharedEvent(store, event));
      }
      readUpTo = modRevision(revision.get(0));
    }
    revision.clear();
  }

  /**
   * Sends a watcher what was gathered for it. If that was possible, or there was nothing, the
   * watcher has moved on behind the step.
   *
   * @param revision for the header of the response
   */
  Offer deliver(Watcher watcher, long revision) {
    List<Event> events = watcher.collected;
    watcher.collected = null;
    if (events != null) {
      Offer offer = watcher.stream.offerEvents(watcher, revision, events);
      if (offer != Offer.SENT) {
        return offer;
      }
    }
    watcher.from = Math.max(watcher.from, readUpTo + 1);
    return Offer.SENT;
  }

  private void forgetAll() {
    group.forEach(watcher -> watcher.collected = null);
  }

  private static void unlink(Watcher watcher) {
    watcher.next = null;
    watcher.previous = null;
  }

  private static long modRevision(Event event) {
    return event.getKv().getModRevision();
  }
}
