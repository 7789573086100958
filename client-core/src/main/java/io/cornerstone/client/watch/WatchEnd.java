package io.cornerstone.client.watch;

import io.cornerstone.protocol.EtcdError;
import java.util.Optional;

/** Why a watcher ended. */
public sealed interface WatchEnd {
  /** The watcher, or the client, was closed. */
  record Closed() implements WatchEnd {}

  /**
   * The next event to deliver may have been compacted away, so that going on would lose events.
   * Read the current state and watch again from behind it.
   *
   * @param nextRevision where the watcher would have gone on
   * @param compactRevision up to where the store is compacted; 0 if the server did not say
   */
  record Compacted(long nextRevision, long compactRevision) implements WatchEnd {}

  /**
   * The server refused the watcher.
   *
   * @param reason the server's text
   * @param error which of etcd's errors it is, if the text names a known one
   */
  record Refused(String reason, Optional<EtcdError> error) implements WatchEnd {
    /** Whether the range was empty: its end at or below its key. */
    public boolean isEmptyRange() {
      return reason.equals("mvcc: watcher range is empty");
    }
  }
}
