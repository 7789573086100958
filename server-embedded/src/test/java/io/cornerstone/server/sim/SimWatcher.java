package io.cornerstone.server.sim;

import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One watcher over all its streams, checked against the ledger: each event in its range from its
 * start once, in order, none missing; and what a progress report covers has come before it.
 */
final class SimWatcher {
  private final SimWorld world;
  private final Workload workload;
  private final String name;
  private final String key;
  private final String rangeEnd;
  private final boolean wantsPrevious;
  private final WatchCreateRequest.FilterType filter;
  private final List<Event> fragments = new ArrayList<>();
  private long next;
  private long given;
  private boolean isOpen; // The member has said so.

  /**
   * @param next the first revision to come; 0 for the present one
   * @param filter UNRECOGNIZED for none
   */
  SimWatcher(
      SimWorld world,
      Workload workload,
      String name,
      String key,
      String rangeEnd,
      long next,
      WatchCreateRequest.FilterType filter) {
    this.world = world;
    this.workload = workload;
    this.name = name;
    this.key = key;
    this.rangeEnd = rangeEnd;
    this.next = next;
    this.filter = filter;
    this.wantsPrevious = world.random().nextBoolean();
  }

  WatchCreateRequest create(long id) {
    isOpen = false;
    fragments.clear();
    final WatchCreateRequest.Builder request =
        WatchCreateRequest.newBuilder()
            .setWatchId(id)
            .setKey(KvClient.bytes(key))
            .setRangeEnd(KvClient.bytes(rangeEnd))
            .setStartRevision(next)
            .setPrevKv(wantsPrevious)
            .setFragment(true)
            .setProgressNotify(true);
    if (filter != WatchCreateRequest.FilterType.UNRECOGNIZED) {
      request.addFilters(filter);
    }
    return request.build();
  }

  /** The revision from which on nothing has come yet. */
  long next() {
    return next;
  }

  /** How many events have come. */
  long given() {
    return given;
  }

  void created(long revision) {
    isOpen = true;
    if (next == 0) {
      next = revision + 1;
    }
  }

  /** Events, possibly in several pieces. */
  void events(WatchResponse response) {
    fragments.addAll(response.getEventsList());
    if (response.getFragment() || fragments.isEmpty()) {
      return;
    }
    final long last = fragments.get(fragments.size() - 1).getKv().getModRevision();
    world.check(
        last <= world.ledger().last(), "%s got revision %d, which nobody applied", name, last);
    final List<Event> expected = expected(last);
    final List<Event> got = fragments.stream().map(SimWatcher::bare).toList();
    world.check(
        got.equals(expected),
        "%s from revision %d got\n%s, and should get\n%s",
        name,
        next,
        got,
        expected);
    fragments.forEach(this::checkPrevious);
    given += got.size();
    next = last + 1;
    fragments.clear();
  }

  /**
   * All up to this revision has come. Progress of the whole stream says nothing of a watcher that
   * the member has ended, and that its client has only just asked for again.
   */
  void progress(long revision) {
    if (!isOpen || next == 0 || revision < next) {
      return;
    }
    world.check(revision <= world.ledger().last(), "%s: progress to unknown %d", name, revision);
    final List<Event> missing = expected(revision);
    world.check(missing.isEmpty(), "%s: progress to %d, but not %s", name, revision, missing);
    next = revision + 1;
  }

  /** What the watcher wanted next is compacted: it goes on with what there is. */
  void compacted(long revision) {
    world.check(
        next < revision && revision <= workload.compactRequested(),
        "%s is at %d and was cancelled for a compaction at %d",
        name,
        next,
        revision);
    next = revision;
    isOpen = false;
    fragments.clear();
  }

  /** Everything there is has come. */
  void checkCurrent() {
    final List<Event> missing = next == 0 ? List.of() : expected(world.ledger().last());
    world.check(missing.isEmpty(), "%s at %d waits for %s", name, next, missing);
  }

  private List<Event> expected(long last) {
    return world.ledger().events(key, rangeEnd, next, last).stream()
        .filter(event -> !isFiltered(event))
        .toList();
  }

  private boolean isFiltered(Event event) {
    return event.getType() == Event.EventType.DELETE
        ? filter == WatchCreateRequest.FilterType.NODELETE
        : filter == WatchCreateRequest.FilterType.NOPUT;
  }

  private void checkPrevious(Event event) {
    final KeyValue before =
        world
            .ledger()
            .get(event.getKv().getKey().toStringUtf8(), event.getKv().getModRevision() - 1);
    final boolean mayBeGone = event.getKv().getModRevision() <= workload.compactRequested();
    if (event.hasPrevKv()) {
      world.check(
          wantsPrevious && Objects.equals(event.getPrevKv(), before),
          "%s got as previous %s, not %s",
          name,
          event.getPrevKv(),
          before);
    } else {
      world.check(
          !wantsPrevious || before == null || mayBeGone, "%s lacks previous %s", name, before);
    }
  }

  private static Event bare(Event event) {
    return event.toBuilder().clearPrevKv().build();
  }
}
