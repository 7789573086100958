package io.cornerstone.client.internal.watch;

import io.cornerstone.client.KeyRange;
import io.cornerstone.client.internal.wire.WatchWire;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.ResponseHeader;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The watchers that share a stream: requests, responses and losses of the stream go in, requests
 * and deliveries come out. Pure: no thread, no clock, no connection.
 *
 * <p><b>The resume point.</b> A watcher's {@code next} is the revision below which it has
 * everything: one above the last event handed out, or above the revision of a progress
 * notification, or, for a watcher "from now", above the revision at which the server first accepted
 * it. A stream that is lost costs nothing: each watcher is created again from its {@code next}, and
 * should a server send something below it, that is dropped. An event is never split from others of
 * its revision, so that a revision is either all delivered or not at all.
 *
 * <p><b>Ids.</b> The client picks the id of each creation and never uses one twice, so that a late
 * response to a creation that was given up cannot be taken for one to its successor. A rejected
 * creation is answered without its id; servers answer creations in order, so that it is the oldest
 * unanswered one.
 *
 * <p>The answer to a progress request, which is for all watchers of the stream (watch id -1), is
 * not used: servers before 3.5.8 give it although watchers are behind.
 */
final class WatchMux {
  private static final long REJECTED_ID = -1;

  private static final Set<EtcdError> STALE_IDENTITY =
      EnumSet.of(
          EtcdError.INVALID_AUTH_TOKEN,
          EtcdError.AUTH_OLD_REVISION,
          EtcdError.USER_EMPTY,
          EtcdError.PERMISSION_DENIED);

  /** Where everything goes. Must not call back into the multiplexer. */
  interface Output {
    void send(WatchRequest request);

    /** First acceptance, with the revision of the store. */
    void created(long watcher, long revision);

    /** Events in order; whole revisions. The header is that of the last part. */
    void events(long watcher, ResponseHeader header, List<Event> events);

    void progress(long watcher, long revision);

    /** The last that is heard of the watcher. */
    void ended(long watcher, WatchEnd end);

    /** The stream must be given up. */
    void restart(String reason);

    /** Whether the identity that the stream was opened with may have come to its end. */
    boolean mayBeStale();
  }

  private final Output output;
  private final LongMap<Entry> watchers = new LongMap<>();
  private final LongMap<Entry> byWireId = new LongMap<>();

  /** Wire ids of creations without answer, oldest first. */
  private final Deque<Long> unanswered = new ArrayDeque<>();

  private long lastWireId;
  private boolean open;

  /** One watcher. */
  private static final class Entry {
    final long id;
    final KeyRange range;
    final WatchOptions options;

    /** Everything below is delivered; 0 while "from now" has no revision yet. */
    long next;

    boolean announced;
    boolean paused;
    long wireId;

    /** Parts of a response of which more is to come. */
    @Nullable List<Event> fragments;

    Entry(long id, KeyRange range, WatchOptions options, long next) {
      this.id = id;
      this.range = range;
      this.options = options;
      this.next = next;
    }
  }

  WatchMux(Output output) {
    this.output = output;
  }

  boolean isEmpty() {
    return watchers.size() == 0;
  }

  /** Whether the server owes an answer to a creation. */
  boolean awaitsAnswer() {
    return !unanswered.isEmpty();
  }

  /** The resume point of a watcher; 0 if it has none yet or is unknown. */
  long next(long id) {
    Entry entry = watchers.get(id);
    return entry == null ? 0 : entry.next;
  }

  /** How many watchers no server has accepted yet. */
  int waiting() {
    return (int) watchers.values().stream().filter(entry -> !entry.announced).count();
  }

  /** How many watchers are paused. */
  int paused() {
    return (int) watchers.values().stream().filter(entry -> entry.paused).count();
  }

  /** Adds a watcher; a start revision of 0 is "from now". */
  void add(long id, KeyRange range, WatchOptions options, long startRevision) {
    Entry entry = new Entry(id, range, options, startRevision);
    watchers.put(id, entry);
    create(entry);
  }

  /** The user closes a watcher. */
  void close(long id) {
    Entry entry = watchers.get(id);
    if (entry != null) {
      leaveStream(entry);
      end(entry, new WatchEnd.Closed());
    }
  }

  void closeAll() {
    watchers.values().forEach(entry -> end(entry, new WatchEnd.Closed()));
  }

  /** Stops a watcher at the server, since its listener is behind. */
  void pause(long id) {
    Entry entry = watchers.get(id);
    if (entry != null && !entry.paused) {
      entry.paused = true;
      leaveStream(entry);
    }
  }

  /** Lets a paused watcher go on from where it was. */
  void resume(long id) {
    Entry entry = watchers.get(id);
    if (entry != null && entry.paused) {
      entry.paused = false;
      create(entry);
    }
  }

  /** A fresh stream: all watchers are created on it, without waiting for answers. */
  void streamOpened() {
    open = true;
    watchers.values().forEach(this::create);
  }

  void streamLost() {
    open = false;
    byWireId.clear();
    unanswered.clear();
    for (Entry entry : watchers.values()) {
      entry.wireId = 0;
      entry.fragments = null;
    }
  }

  void onResponse(WatchResponse response) {
    if (response.getCreated()) {
      onCreated(response);
      return;
    }
    Entry entry = byWireId.get(response.getWatchId());
    if (entry == null) {
      return; // Closed or paused meanwhile.
    }
    if (response.getCanceled() || response.getCompactRevision() > 0) {
      onCanceled(entry, response);
    } else if (response.getEventsCount() > 0 || response.getFragment()) {
      onEvents(entry, response);
    } else if (entry.fragments != null) {
      deliver(entry, response.getHeader(), List.of()); // An empty last part.
    } else {
      onProgress(entry, response.getHeader().getRevision());
    }
  }

  private void create(Entry entry) {
    if (!open || entry.paused) {
      return;
    }
    entry.wireId = ++lastWireId;
    byWireId.put(entry.wireId, entry);
    unanswered.add(entry.wireId);
    output.send(WatchWire.create(entry.wireId, entry.range, entry.options, entry.next));
  }

  private void leaveStream(Entry entry) {
    if (entry.wireId != 0) {
      output.send(WatchWire.cancel(entry.wireId));
      forgetWireId(entry);
    }
  }

  private void forgetWireId(Entry entry) {
    byWireId.remove(entry.wireId);
    entry.wireId = 0;
    entry.fragments = null;
  }

  private void onCreated(WatchResponse response) {
    Long answered = answered(response.getWatchId());
    Entry entry = answered == null ? null : byWireId.get(answered);
    if (entry == null) {
      return; // Closed or paused before the answer came.
    }
    if (response.getCanceled()) {
      onCanceled(entry, response);
      return;
    }
    long revision = response.getHeader().getRevision();
    if (entry.next == 0) {
      entry.next = revision + 1;
    }
    if (!entry.announced) {
      entry.announced = true;
      output.created(entry.id, revision);
    }
  }

  /** The wire id of the creation that a response answers. */
  private @Nullable Long answered(long watchId) {
    if (watchId == REJECTED_ID) {
      return unanswered.poll();
    }
    return unanswered.removeFirstOccurrence(watchId) ? watchId : null;
  }

  private void onEvents(Entry entry, WatchResponse response) {
    List<Event> events = response.getEventsList();
    if (!response.getFragment()) {
      deliver(entry, response.getHeader(), events);
      return;
    }
    if (entry.fragments == null) {
      entry.fragments = new ArrayList<>();
    }
    entry.fragments.addAll(events);
  }

  private void deliver(Entry entry, ResponseHeader header, List<Event> lastPart) {
    List<Event> events = lastPart;
    if (entry.fragments != null) {
      events = entry.fragments;
      events.addAll(lastPart);
      entry.fragments = null;
    }
    List<Event> fresh = from(entry.next, events);
    if (!fresh.isEmpty()) {
      entry.next = revisionOf(fresh.get(fresh.size() - 1)) + 1;
      output.events(entry.id, header, fresh);
    }
  }

  /** Events come in order of revisions, so that those already delivered are at the front. */
  private static List<Event> from(long next, List<Event> events) {
    int first = 0;
    while (first < events.size() && revisionOf(events.get(first)) < next) {
      first++;
    }
    return first == 0 ? events : events.subList(first, events.size());
  }

  private static long revisionOf(Event event) {
    return event.getKv().getModRevision();
  }

  private void onProgress(Entry entry, long revision) {
    if (revision + 1 >= entry.next) {
      entry.next = revision + 1;
      output.progress(entry.id, revision);
    }
  }

  private void onCanceled(Entry entry, WatchResponse response) {
    String reason = response.getCancelReason();
    forgetWireId(entry);
    if (response.getCompactRevision() > 0 || reason.equals(EtcdError.COMPACTED.message())) {
      end(entry, new WatchEnd.Compacted(entry.next, response.getCompactRevision()));
    } else if (isOfStaleIdentity(reason)) {
      output.restart("the stream's token is not good any more");
    } else if (!reason.isEmpty()) {
      end(entry, new WatchEnd.Refused(reason, CancelReasons.error(reason)));
    } else {
      // Nobody asked for it and nobody says why: as good as a lost stream, for this watcher.
      output.restart("a watcher was cancelled without a reason");
    }
  }

  /** Servers before 3.5 say that permission is denied, whatever is wrong with the identity. */
  private boolean isOfStaleIdentity(String reason) {
    EtcdError error = CancelReasons.error(reason).orElse(null);
    return error != null && STALE_IDENTITY.contains(error) && output.mayBeStale();
  }

  private void end(Entry entry, WatchEnd end) {
    byWireId.remove(entry.wireId);
    watchers.remove(entry.id);
    output.ended(entry.id, end);
  }
}
