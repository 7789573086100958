package io.cornerstone.client.internal.watch;

import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.ResponseHeader;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The watch side of an etcd, as small as it can be: one stream, one key per watcher. */
final class ModelWatchServer {
  private final Random random;
  private final List<Event> history = new ArrayList<>();
  private final Map<Long, Position> watchers = new TreeMap<>();
  private final Deque<WatchResponse> responses = new ArrayDeque<>();
  private long revision = 1;

  /** A watcher on the stream. */
  private static final class Position {
    final String key;
    long next;

    Position(String key, long next) {
      this.key = key;
      this.next = next;
    }
  }

  ModelWatchServer(Random random) {
    this.random = random;
  }

  long revision() {
    return revision;
  }

  /** One revision with this many changes of a key. */
  void write(String key, int changes) {
    revision++;
    for (int i = 0; i < changes; i++) {
      history.add(WatchMuxTest.event(key, revision));
    }
    if (random.nextInt(3) > 0) { // Else the watchers fall behind, and get several revisions later.
      flush();
    }
  }

  /** The revisions of the events of a key, from a revision on. */
  List<Long> history(String key, long from) {
    return eventsOf(key, from).stream().map(event -> event.getKv().getModRevision()).toList();
  }

  void request(WatchRequest request) {
    if (request.hasCancelRequest()) {
      long id = request.getCancelRequest().getWatchId();
      if (watchers.remove(id) != null) {
        responses.add(WatchResponse.newBuilder().setWatchId(id).setCanceled(true).build());
      }
      return;
    }
    WatchCreateRequest create = request.getCreateRequest();
    long start = create.getStartRevision() == 0 ? revision + 1 : create.getStartRevision();
    watchers.put(create.getWatchId(), new Position(create.getKey().toStringUtf8(), start));
    responses.add(header(create.getWatchId()).setCreated(true).build());
  }

  /** Tells each watcher that is up to date how far it is. */
  void progress() {
    flush();
    watchers.forEach(
        (id, position) -> {
          if (position.next <= revision + 1) {
            responses.add(header(id).build());
          }
        });
  }

  boolean hasResponse() {
    flush();
    return !responses.isEmpty();
  }

  WatchResponse nextResponse() {
    return responses.remove();
  }

  /** What was on its way is gone. */
  void cut() {
    watchers.clear();
    responses.clear();
  }

  private void flush() {
    watchers.forEach(this::flush);
  }

  private void flush(long id, Position position) {
    List<Event> events = eventsOf(position.key, position.next);
    if (events.isEmpty()) {
      return;
    }
    position.next = revision + 1;
    int from = 0;
    while (events.size() - from > 1 && random.nextInt(4) == 0) {
      int until = from + 1 + random.nextInt(events.size() - from - 1);
      responses.add(header(id).setFragment(true).addAllEvents(events.subList(from, until)).build());
      from = until;
    }
    responses.add(header(id).addAllEvents(events.subList(from, events.size())).build());
  }

  private List<Event> eventsOf(String key, long from) {
    return history.stream()
        .filter(event -> event.getKv().getKey().toStringUtf8().equals(key))
        .filter(event -> event.getKv().getModRevision() >= from)
        .toList();
  }

  private WatchResponse.Builder header(long id) {
    return WatchResponse.newBuilder()
        .setWatchId(id)
        .setHeader(ResponseHeader.newBuilder().setRevision(revision));
  }
}
