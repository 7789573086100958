package io.cornerstone.client.internal.wire;

import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.WatchCancelRequest;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchRequest;
import java.util.Optional;

/** Watch requests and events. */
public final class WatchWire {
  private WatchWire() {}

  /** A create request; start revision 0 is "from now". */
  public static WatchRequest create(
      long watchId, KeyRange range, WatchOptions options, long startRevision) {
    WatchCreateRequest.Builder create =
        WatchCreateRequest.newBuilder()
            .setWatchId(watchId)
            .setKey(ByteStrings.of(range.key()))
            .setRangeEnd(KvWire.end(range))
            .setStartRevision(startRevision)
            .setPrevKv(options.prevKv())
            .setProgressNotify(options.progressNotify())
            .setFragment(options.fragment());
    if (options.noPut()) {
      create.addFilters(WatchCreateRequest.FilterType.NOPUT);
    }
    if (options.noDelete()) {
      create.addFilters(WatchCreateRequest.FilterType.NODELETE);
    }
    return WatchRequest.newBuilder().setCreateRequest(create).build();
  }

  public static WatchRequest cancel(long watchId) {
    return WatchRequest.newBuilder()
        .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(watchId))
        .build();
  }

  public static WatchEvent event(Event event) {
    Optional<KeyValue> prevKv =
        event.hasPrevKv() ? Optional.of(KvWire.keyValue(event.getPrevKv())) : Optional.empty();
    return event.getType() == Event.EventType.DELETE
        ? new WatchEvent.Delete(
            ByteStrings.from(event.getKv().getKey()), event.getKv().getModRevision(), prevKv)
        : new WatchEvent.Put(KvWire.keyValue(event.getKv()), prevKv);
  }
}
