package io.cornerstone.server.watch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.Event.EventType;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchCreateRequest.FilterType;
import io.cornerstone.protocol.WatchResponse;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * One client stream of the simulation: checks every response as it comes, against the history that
 * the test keeps.
 */
final class SimClient implements WatchSink {
  /** What one watcher asked for and what it got. */
  static final class Expectation {
    final WatchCreateRequest request;
    long deliveredUpTo;
    boolean cancelAsked;

    Expectation(WatchCreateRequest request) {
      this.request = request;
    }
  }

  private final NavigableMap<Long, List<Event>> history;
  private final Map<Long, Expectation> live = new LinkedHashMap<>();
  private final ArrayDeque<WatchCreateRequest> asked = new ArrayDeque<>();
  private boolean ready = true;
  long compactRevision = -1;
  int eventsSeen;
  int progressSeen;
  int compactedSeen;

  SimClient(NavigableMap<Long, List<Event>> history) {
    this.history = history;
  }

  void asks(WatchCreateRequest request) {
    asked.add(request);
  }

  void asksToCancel(long watchId) {
    Expectation expectation = live.get(watchId);
    if (expectation != null) {
      expectation.cancelAsked = true;
    }
  }

  List<Long> liveIds() {
    return List.copyOf(live.keySet());
  }

  void setReady(boolean ready) {
    this.ready = ready;
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public void send(WatchResponse response) {
    if (response.getCreated()) {
      onCreated(response);
      return;
    }
    if (response.getWatchId() == -1) {
      progressSeen++;
      live.values().forEach(watcher -> checkNothingMissing(watcher, revision(response)));
      return;
    }
    Expectation watcher =
        requireNonNull(live.get(response.getWatchId()), "a response for an unknown watcher");
    if (response.getCanceled()) {
      onCanceled(response, watcher);
    } else if (response.getEventsCount() == 0) {
      assertThat(watcher.request.getProgressNotify()).isTrue();
      progressSeen++;
      checkNothingMissing(watcher, revision(response));
    } else {
      onEvents(response, watcher);
    }
  }

  private void onCreated(WatchResponse response) {
    WatchCreateRequest request = asked.remove();
    assertThat(response.getCanceled()).isFalse();
    Expectation watcher = new Expectation(request);
    long start = request.getStartRevision();
    watcher.deliveredUpTo = start == 0 ? revision(response) : start - 1;
    assertThat(live.put(response.getWatchId(), watcher)).isNull();
  }

  private void onCanceled(WatchResponse response, Expectation watcher) {
    if (response.getCompactRevision() != 0) {
      compactedSeen++;
      // The store that was asked may be one that is about to be replaced.
      assertThat(response.getCompactRevision()).isLessThanOrEqualTo(compactRevision);
      assertThat(watcher.deliveredUpTo + 1).isLessThan(response.getCompactRevision());
    } else {
      assertThat(watcher.cancelAsked).isTrue();
    }
    live.remove(response.getWatchId());
  }

  private void onEvents(WatchResponse response, Expectation watcher) {
    assertThat(ready).as("events only while the client reads").isTrue();
    List<Event> events = response.getEventsList();
    eventsSeen += events.size();
    long first = events.get(0).getKv().getModRevision();
    long last = events.get(events.size() - 1).getKv().getModRevision();
    assertThat(revision(response)).isGreaterThanOrEqualTo(last);
    assertThat(events.stream().map(event -> event.getKv().getModRevision()).distinct().count())
        .isLessThanOrEqualTo(Replay.REVISIONS_MAX);
    assertThat(first).isGreaterThan(watcher.deliveredUpTo);
    assertThat(events.stream().map(SimClient::withoutPrevKv).toList())
        .as("all events of %s from %s to %s", watcher.request, watcher.deliveredUpTo, last)
        .isEqualTo(expected(watcher, watcher.deliveredUpTo + 1, last));
    events.forEach(event -> checkPrevKv(watcher, event));
    watcher.deliveredUpTo = last;
  }

  /** Every event up to a revision has come. */
  private void checkNothingMissing(Expectation watcher, long upTo) {
    assertThat(expected(watcher, watcher.deliveredUpTo + 1, upTo)).isEmpty();
    assertThat(upTo).isGreaterThanOrEqualTo(watcher.request.getStartRevision());
  }

  /** At the end of a run, when everything is settled. */
  void checkComplete(long revision) {
    assertThat(asked).isEmpty();
    live.values()
        .forEach(
            watcher ->
                assertThat(expected(watcher, watcher.deliveredUpTo + 1, revision)).isEmpty());
  }

  private List<Event> expected(Expectation watcher, long from, long until) {
    if (from > until) {
      return List.of();
    }
    return history.subMap(from, true, until, true).values().stream()
        .flatMap(List::stream)
        .filter(event -> wants(watcher.request, event))
        .toList();
  }

  private static boolean wants(WatchCreateRequest request, Event event) {
    FilterType filter =
        event.getType() == EventType.DELETE ? FilterType.NODELETE : FilterType.NOPUT;
    return !request.getFiltersList().contains(filter) && inRange(request, event.getKv().getKey());
  }

  private static boolean inRange(WatchCreateRequest request, ByteString key) {
    ByteString end = request.getRangeEnd();
    if (end.isEmpty()) {
      return key.equals(request.getKey());
    }
    boolean open = end.size() == 1 && end.byteAt(0) == 0;
    return compare(request.getKey(), key) <= 0 && (open || compare(key, end) < 0);
  }

  private static int compare(ByteString left, ByteString right) {
    return ByteString.unsignedLexicographicalComparator().compare(left, right);
  }

  private void checkPrevKv(Expectation watcher, Event event) {
    Event before = before(event);
    if (event.hasPrevKv()) {
      assertThat(watcher.request.getPrevKv()).isTrue();
      assertThat(event.getPrevKv()).isEqualTo(requireNonNull(before).getKv());
    } else if (watcher.request.getPrevKv() && before != null) {
      assertThat(event.getKv().getModRevision() - 1).isLessThan(compactRevision);
    }
  }

  /** The last change of a key in an earlier revision, if that was a put. */
  private @Nullable Event before(Event event) {
    for (List<Event> events :
        history.headMap(event.getKv().getModRevision(), false).descendingMap().values()) {
      for (int i = events.size() - 1; i >= 0; i--) {
        if (events.get(i).getKv().getKey().equals(event.getKv().getKey())) {
          return events.get(i).getType() == EventType.PUT ? events.get(i) : null;
        }
      }
    }
    return null;
  }

  private static Event withoutPrevKv(Event event) {
    return event.toBuilder().clearPrevKv().build();
  }

  private static long revision(WatchResponse response) {
    return response.getHeader().getRevision();
  }
}
