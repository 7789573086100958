package io.cornerstone.client.watch;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * A description of what to watch; {@code listen} starts it.
 *
 * <pre>{@code
 * Watcher watcher = client.watch().prefix("config/").listen(event -> reload(event));
 * }</pre>
 *
 * <p>A watcher gets each event of its range from its start revision on once, in order of revisions,
 * the events of one revision together. It survives lost connections and members by resuming at
 * exactly the next revision, and ends only when it is closed or for a reason that it names.
 *
 * <p>Immutable: each method returns another description. Without a range it watches every key.
 */
public interface Watch {
  /** Watches one key. */
  default Watch key(Bytes key) {
    return range(KeyRange.single(key));
  }

  /** Watches one key, given as text. */
  default Watch key(String key) {
    return key(Bytes.of(key));
  }

  /** Watches the keys that begin with a prefix. */
  default Watch prefix(Bytes prefix) {
    return range(KeyRange.prefix(prefix));
  }

  /** Watches the keys that begin with a prefix, given as text. */
  default Watch prefix(String prefix) {
    return prefix(Bytes.of(prefix));
  }

  /** Watches a range of keys. */
  Watch range(KeyRange range);

  /**
   * Starts with the events of this revision, past or future. Default: what happens after {@link
   * Watcher#created()}.
   *
   * <p>Without it the watcher begins at the present of the member that serves it, which may lag
   * behind the cluster: an event that another member has already told of may still come. Who knows
   * a revision passes the one after it.
   *
   * @throws IllegalArgumentException if the revision is not positive
   */
  Watch from(long revision);

  /** The same, with all options at once. */
  Watch withOptions(WatchOptions options);

  /** Events carry the version before, as far as it is not compacted. */
  Watch withPrevKv();

  /** Leaves puts out. */
  Watch withoutPuts();

  /** Leaves deletes out. */
  Watch withoutDeletes();

  /** Has the server tell the revision from time to time while there are no events. */
  Watch withProgressNotify();

  /** Lets the server split very large answers. The listener still gets each revision whole. */
  Watch withFragment();

  /**
   * Goes on after a compaction that took away what was next, instead of ending with {@link
   * WatchEnd.Compacted}. As {@link #resyncAfterCompaction(ResyncOptions)}, with up to 100,000 keys
   * of which the watcher knows only from its own events.
   */
  default Watch resyncAfterCompaction() {
    return resyncAfterCompaction(ResyncOptions.DEFAULT);
  }

  /**
   * Goes on after a compaction that took away what was next: the watcher lists its range at one
   * revision R, tells how it differs from what it has told before, and watches on from R + 1.
   *
   * <pre>{@code
   * client.watch().prefix("config/").resyncAfterCompaction().listen(event -> {
   *   if (event instanceof WatchEvent.Put put) {
   *     config.put(put.key(), put.kv().value()); // Right for synthetic events, too.
   *   } else {
   *     config.remove(event.key());
   *   }
   * });
   * }</pre>
   *
   * <p><b>What is told.</b> A put for each key that exists at R and was put at or after the next
   * revision of the watcher, with its version at R; the versions between are lost. A delete for
   * each key that the watcher knows and that does not exist at R, with R as its revision, since
   * that of the deletion is lost. The watcher knows the keys whose puts it has delivered, those of
   * earlier resyncs, and {@link ResyncOptions#knownKeys()}; a key it never heard of that came and
   * went is not told. These events are {@linkplain WatchEvent#isSynthetic() synthetic} and carry no
   * version before. They come in one batch, in order of revisions, deletes after puts; {@link
   * WatchListener#onProgress} with R follows, then the events after R. Filters apply.
   *
   * <p><b>Memory.</b> One entry per known key: its bytes and about 100 more. During a resync also
   * the versions that have changed. If there are more than {@link ResyncOptions#keysMax()} keys the
   * watcher gives up resyncing, for good: the next compaction in its way ends it as without this.
   *
   * <p>The list is tried again while the cluster is away. If it is refused, say because reading
   * needs a permission that is missing, the watcher ends with {@link WatchEnd.Refused}.
   */
  Watch resyncAfterCompaction(ResyncOptions options);

  /** Starts watching; the consumer gets the events one by one, on the callback executor. */
  Watcher listen(Consumer<? super WatchEvent> onEvent);

  /** Starts watching; the listener gets events, progress and the end, on the callback executor. */
  Watcher listen(WatchListener listener);

  /** As {@link #publish(int)}, with up to 256 batches that wait for the subscriber. */
  default Flow.Publisher<WatchBatch> publish() {
    return publish(256);
  }

  /**
   * The watch as a publisher: a subscriber gets batches as it asks for them, on the callback
   * executor. Every subscriber has a watcher of its own, which begins when it subscribes.
   *
   * <p>Batches that are not asked for wait. When so many do, the events wait at the server: nothing
   * is dropped, however slow the subscriber is. Should the server compact them away meanwhile (and
   * no {@linkplain #resyncAfterCompaction() resync} was asked for), or refuse the watch, it ends
   * with a {@link WatchEndedException}; it completes when the client is closed.
   *
   * @param pendingBatchesMax how many batches may wait
   * @throws IllegalArgumentException if none may
   */
  default Flow.Publisher<WatchBatch> publish(int pendingBatchesMax) {
    if (pendingBatchesMax < 1) {
      throw new IllegalArgumentException("pendingBatchesMax must be positive");
    }
    return subscriber -> new Publication(this, pendingBatchesMax, subscriber).start();
  }
}
