package io.cornerstone.server.sim;

import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchProgressRequest;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import io.cornerstone.server.watch.WatchSink;
import io.cornerstone.server.watch.WatchStream;
import java.util.ArrayList;
import java.util.List;

/** A stream with watchers of one range, of which all that comes is kept. */
final class ScenarioWatch implements WatchSink {
  private final WatchStream stream;
  private final List<List<Event>> events = new ArrayList<>();
  private final List<Long> progress = new ArrayList<>();
  private final List<Integer> eventsBeforeProgress = new ArrayList<>();
  private boolean isReady = true;

  ScenarioWatch(SimMember.Life at, String key, String rangeEnd, long from, int watchers) {
    stream = at.member().watches().open(this);
    for (int i = 1; i <= watchers; i++) {
      events.add(new ArrayList<>());
      stream.request(
          WatchRequest.newBuilder()
              .setCreateRequest(
                  WatchCreateRequest.newBuilder()
                      .setWatchId(i)
                      .setKey(KvClient.bytes(key))
                      .setRangeEnd(KvClient.bytes(rangeEnd))
                      .setStartRevision(from))
              .build());
    }
  }

  @Override
  public void send(WatchResponse response) {
    if (response.getWatchId() == -1) {
      progress.add(response.getHeader().getRevision());
      eventsBeforeProgress.add(events.get(0).size());
    } else if (response.getEventsCount() > 0) {
      events.get((int) response.getWatchId() - 1).addAll(response.getEventsList());
    }
  }

  @Override
  public boolean isReady() {
    return isReady;
  }

  void setReady(boolean isReady) {
    this.isReady = isReady;
    if (isReady) {
      stream.ready();
    }
  }

  void askProgress() {
    stream.request(
        WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build());
  }

  void close() {
    stream.close();
  }

  /** What the watcher of this number has been given. */
  List<Event> events(int watcher) {
    return events.get(watcher);
  }

  /** The revisions of what the first watcher has been given. */
  List<Long> revisions() {
    return events.get(0).stream().map(event -> event.getKv().getModRevision()).toList();
  }

  List<Long> progress() {
    return progress;
  }

  /** How many events had come when the progress of the same place came. */
  List<Integer> eventsBeforeProgress() {
    return eventsBeforeProgress;
  }
}
