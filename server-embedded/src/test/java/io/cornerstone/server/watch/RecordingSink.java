package io.cornerstone.server.watch;

import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.WatchResponse;
import java.util.ArrayList;
import java.util.List;

/** A client that keeps what it gets, and can be slow. */
final class RecordingSink implements WatchSink {
  private final List<WatchResponse> responses = new ArrayList<>();
  private int taken;
  private boolean ready = true;
  private int requestsDone;

  @Override
  public void send(WatchResponse response) {
    responses.add(response);
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public void requestDone() {
    requestsDone++;
  }

  void setReady(boolean ready) {
    this.ready = ready;
  }

  int requestsDone() {
    return requestsDone;
  }

  List<WatchResponse> all() {
    return responses;
  }

  /** What came since the last call. */
  List<WatchResponse> take() {
    List<WatchResponse> fresh = List.copyOf(responses.subList(taken, responses.size()));
    taken = responses.size();
    return fresh;
  }

  /** What came since the last call, one line each. */
  List<String> takeText() {
    return take().stream().map(RecordingSink::text).toList();
  }

  static String text(WatchResponse response) {
    StringBuilder text = new StringBuilder();
    text.append('#').append(response.getWatchId());
    text.append('@').append(response.getHeader().getRevision());
    text.append(response.getCreated() ? " created" : "");
    text.append(response.getCanceled() ? " canceled" : "");
    text.append(
        response.getCompactRevision() == 0 ? "" : " compacted=" + response.getCompactRevision());
    text.append(
        response.getCancelReason().isEmpty() ? "" : " (" + response.getCancelReason() + ")");
    text.append(response.getFragment() ? " fragment" : "");
    response.getEventsList().forEach(event -> text.append(' ').append(text(event)));
    return text.toString();
  }

  private static String text(Event event) {
    String key = event.getKv().getKey().toStringUtf8();
    String before = event.hasPrevKv() ? "<" + event.getPrevKv().getValue().toStringUtf8() : "";
    String change =
        event.getType() == Event.EventType.DELETE
            ? "-" + key
            : key + "=" + event.getKv().getValue().toStringUtf8();
    return change + before + "/" + event.getKv().getModRevision();
  }
}
