package io.cornerstone.client.internal.watch;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.watch.ResyncOptions;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which keys of its range a watcher knows to exist, and what a list says that differs. Pure; one
 * thread at a time is in here.
 *
 * <p><b>The difference.</b> The watcher has been told everything below revision n, its next, and
 * the list is of revision R. A key of the list that was put at n or later has changed; one that was
 * put before is as the watcher knows it. A known key that the list lacks was deleted at n or later:
 * had it been deleted before, the watcher would have been told and would not know it any more.
 */
final class KnownKeys {
  private final int max;
  // Emptied, and not filled again, once there were too many.
  private Set<Bytes> keys;
  private boolean tooMany;

  KnownKeys(ResyncOptions options) {
    this.max = options.keysMax();
    this.keys = new HashSet<>(options.knownKeys());
    limit();
  }

  /** Whether a resync is possible: there were never too many keys to keep account of. */
  boolean isComplete() {
    return !tooMany;
  }

  /** Takes in what is being told. */
  void apply(WatchBatch batch) {
    if (tooMany) {
      return;
    }
    for (WatchEvent event : batch.events()) {
      if (event instanceof WatchEvent.Put) {
        keys.add(event.key());
      } else {
        keys.remove(event.key());
      }
    }
    limit();
  }

  /** Begins to compare with a list of one revision. */
  Comparison compare(long next, long revision) {
    return new Comparison(next, revision);
  }

  private void limit() {
    if (keys.size() > max) {
      tooMany = true;
      keys = Set.of();
    }
  }

  /** A list as it comes in, key by key. */
  final class Comparison {
    private final long next;
    private final long revision;
    private final Set<Bytes> gone = new HashSet<>(keys);
    private final Set<Bytes> listed = new HashSet<>();
    private final List<KeyValue> changed = new ArrayList<>();

    private Comparison(long next, long revision) {
      this.next = next;
      this.revision = revision;
    }

    /** Takes a key of the list; false if there are too many by now. */
    boolean add(KeyValue kv) {
      listed.add(kv.key());
      gone.remove(kv.key());
      if (kv.modRevision() >= next) {
        changed.add(kv);
      }
      return listed.size() <= max;
    }

    /** The list is complete: it is what is known from now on, and this is how it differs. */
    List<WatchEvent> finish(boolean withPuts, boolean withDeletes) {
      List<WatchEvent> events = new ArrayList<>();
      if (withPuts) {
        changed.sort(Comparator.comparingLong(KeyValue::modRevision).thenComparing(KeyValue::key));
        changed.forEach(kv -> events.add(new WatchEvent.Put(kv, Optional.empty(), true)));
      }
      if (withDeletes) {
        gone.stream()
            .sorted()
            .forEach(
                key -> events.add(new WatchEvent.Delete(key, revision, Optional.empty(), true)));
      }
      keys = listed;
      return List.copyOf(events);
    }

    /** The list is too long to keep account of. */
    void giveUp() {
      tooMany = true;
      keys = Set.of();
    }
  }
}
