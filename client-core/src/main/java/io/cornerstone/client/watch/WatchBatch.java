package io.cornerstone.client.watch;

import io.cornerstone.client.Header;
import java.util.List;

/**
 * Events that came together: all events of one or several whole revisions.
 *
 * @param header of the answer they came with; its revision is the store's at that moment
 * @param events in order of revisions, at least one
 */
public record WatchBatch(Header header, List<WatchEvent> events) {
  /** The last revision in the batch; everything of the range up to it has been delivered. */
  public long revision() {
    return events.get(events.size() - 1).modRevision();
  }
}
