package io.cornerstone.ctl.command;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Header;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.ctl.print.Fields;
import io.cornerstone.ctl.print.Json;
import io.cornerstone.ctl.print.Text;
import io.cornerstone.ctl.print.View;
import java.util.List;

/**
 * Events that came together, or the end of a watch.
 *
 * @param compactRevision up to where the store is compacted, if the watch ended for that
 * @param isCanceled whether the watch has ended
 */
record WatchView(Header header, List<WatchEvent> events, long compactRevision, boolean isCanceled)
    implements View {
  @Override
  public void simple(Text text) {
    for (WatchEvent event : events) {
      text.line(type(event));
      event.prevKv().ifPresent(text::kv);
      text.kv(kv(event));
    }
  }

  @Override
  public String json() {
    List<Json> all = events.stream().map(WatchView::json).toList();
    return new Json()
        .put("Header", Json.of(header).toString())
        .put("Events", all.isEmpty() ? isCanceled ? "[]" : "null" : Json.array(all))
        .put("CompactRevision", Long.toString(compactRevision))
        .put("Canceled", Boolean.toString(isCanceled))
        .put("Created", "false")
        .toString();
  }

  private static Json json(WatchEvent event) {
    Json json =
        new Json()
            .add("type", event instanceof WatchEvent.Delete ? 1 : 0)
            .add("kv", Json.of(kv(event)));
    return event.prevKv().map(kv -> json.add("prev_kv", Json.of(kv))).orElse(json);
  }

  @Override
  public void fields(Fields fields) {
    fields.header(header);
    for (WatchEvent event : events) {
      fields.add("Type", type(event));
      event.prevKv().ifPresent(kv -> fields.kv("Prev", kv));
      fields.kv("", kv(event));
    }
  }

  /** {@code PUT} or {@code DELETE}. */
  static String type(WatchEvent event) {
    return event instanceof WatchEvent.Put ? "PUT" : "DELETE";
  }

  /** What was put; of a deletion, the key and the revision. */
  static KeyValue kv(WatchEvent event) {
    return event instanceof WatchEvent.Put put
        ? put.kv()
        : new KeyValue(event.key(), Bytes.EMPTY, 0, event.modRevision(), 0, LeaseId.NONE);
  }
}
