package io.cornerstone.server.watch;

import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.ResponseHeader;
import io.cornerstone.protocol.WatchResponse;
import java.util.ArrayList;
import java.util.List;

/** The shapes of a watch response. Headers hold the revision alone. */
final class Responses {
  private static final long NO_WATCHER = -1;

  private Responses() {}

  static WatchResponse created(long watchId, long revision) {
    return response(watchId, revision).setCreated(true).build();
  }

  /** A create request that was refused: made and ended in one response, under no id. */
  static WatchResponse rejected(String reason, long revision) {
    return response(NO_WATCHER, revision)
        .setCreated(true)
        .setCanceled(true)
        .setCancelReason(reason)
        .build();
  }

  static WatchResponse canceled(long watchId, long revision) {
    return response(watchId, revision).setCanceled(true).build();
  }

  /** The events from the watcher's next revision on are gone; etcd leaves the header at 0. */
  static WatchResponse compacted(long watchId, long compactRevision) {
    return response(watchId, 0).setCanceled(true).setCompactRevision(compactRevision).build();
  }

  static WatchResponse progress(long watchId, long revision) {
    return response(watchId, revision).build();
  }

  /** Progress of all watchers of a stream. */
  static WatchResponse progressOfAll(long revision) {
    return response(NO_WATCHER, revision).build();
  }

  static WatchResponse events(long watchId, long revision, List<Event> events) {
    return response(watchId, revision).addAllEvents(events).build();
  }

  /**
   * Cuts a response into parts of at most {@code bytesMax}. A single event is never cut, so a part
   * of one event may be larger. All parts but the last are marked.
   */
  static List<WatchResponse> fragments(WatchResponse whole, int bytesMax) {
    if (whole.getEventsCount() < 2 || whole.getSerializedSize() < bytesMax) {
      return List.of(whole);
    }
    WatchResponse empty = whole.toBuilder().clearEvents().setFragment(true).build();
    List<WatchResponse> parts = new ArrayList<>();
    WatchResponse.Builder part = empty.toBuilder();
    int partBytes = empty.getSerializedSize();
    for (Event event : whole.getEventsList()) {
      // A tag byte and at most five bytes of length come before each event.
      int eventBytes = event.getSerializedSize() + 6;
      if (part.getEventsCount() > 0 && partBytes + eventBytes >= bytesMax) {
        parts.add(part.build());
        part = empty.toBuilder();
        partBytes = empty.getSerializedSize();
      }
      part.addEvents(event);
      partBytes += eventBytes;
    }
    parts.add(part.setFragment(false).build());
    return parts;
  }

  private static WatchResponse.Builder response(long watchId, long revision) {
    return WatchResponse.newBuilder()
        .setHeader(ResponseHeader.newBuilder().setRevision(revision))
        .setWatchId(watchId);
  }
}
