package io.cornerstone.client.watch;

import java.util.List;

/**
 * Events that came together: all events of one or several whole revisions.
 *
 * @param events in order of revisions, at least one
 */
public record WatchBatch(List<WatchEvent> events) {
  /** The last revision in the batch; everything of the range up to it has been delivered. */
  public long revision() {
    return events.get(events.size() - 1).modRevision();
  }
}
