package io.cornerstone.client.cache;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.codec.Codec;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The content of a cache. Pure; its owner sees to it that one thread at a time is in here.
 *
 * <p><b>When is it new enough?</b> A watch tells of what happens in its range and of nothing else,
 * so that the content may well be that of the cluster's revision r although the last event was of
 * an earlier revision c. Asked for the keys of the range at r, the cluster says how many there are
 * and which modRevision is the highest. If that is at most c, every key that exists at r has the
 * version it had at c, so that the keys at r are some of those here; if there are as many, they are
 * the same. The content of c is then that of r. Otherwise events are on their way, and the question
 * is put again when they have come.
 */
final class Mirror<V> {
  private final Codec<V> codec;
  private final TreeMap<Bytes, CacheEntry<V>> entries = new TreeMap<>();
  // Everything up to it has been taken in. At most revision.
  private long applied;
  // The content is that of this revision.
  private long revision;
  private @Nullable CacheSnapshot<V> snapshot;

  Mirror(Codec<V> codec) {
    this.codec = codec;
  }

  long revision() {
    return revision;
  }

  Optional<CacheEntry<V>> get(Bytes key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** The content, copied at most once per change. */
  CacheSnapshot<V> snapshot() {
    CacheSnapshot<V> current = snapshot;
    if (current == null) {
      current = new CacheSnapshot<>(revision, entries);
      snapshot = current;
    }
    return current;
  }

  /** Takes in whole revisions, all or none of them. Throws what the codec throws. */
  List<CacheChange<V>> apply(WatchBatch batch) {
    List<Optional<CacheEntry<V>>> decoded = new ArrayList<>(batch.events().size());
    for (WatchEvent event : batch.events()) {
      decoded.add(
          event instanceof WatchEvent.Put put ? Optional.of(entry(put.kv())) : Optional.empty());
    }
    List<CacheChange<V>> changes = new ArrayList<>(decoded.size());
    for (int i = 0; i < decoded.size(); i++) {
      WatchEvent event = batch.events().get(i);
      if (event.modRevision() > applied) {
        change(event.key(), decoded.get(i), event.modRevision(), false, changes);
      }
    }
    progress(batch.revision());
    return changes;
  }

  /** Everything up to this revision has come. */
  void progress(long upTo) {
    applied = Math.max(applied, upTo);
    moveTo(applied);
  }

  /** Takes in a whole list, and answers how it differs, in order of revisions. */
  List<CacheChange<V>> replace(List<KeyValue> listed, long listRevision) {
    TreeMap<Bytes, CacheEntry<V>> next = new TreeMap<>();
    for (KeyValue kv : listed) {
      next.put(kv.key(), entry(kv));
    }
    List<CacheChange<V>> changes = new ArrayList<>();
    for (Bytes key : List.copyOf(entries.keySet())) {
      if (!next.containsKey(key)) {
        change(key, Optional.empty(), listRevision, true, changes);
      }
    }
    for (CacheEntry<V> entry : next.values()) {
      CacheEntry<V> before = entries.get(entry.key());
      if (before == null || before.modRevision() != entry.modRevision()) {
        change(entry.key(), Optional.of(entry), entry.modRevision(), true, changes);
      }
    }
    changes.sort((a, b) -> Long.compare(a.revision(), b.revision()));
    progress(listRevision);
    return changes;
  }

  /** Whether the content of the scope is that of the probe's revision, or newer. */
  boolean covers(Probe probe, boolean isWhole) {
    if (revision >= probe.revision()) {
      return true;
    }
    boolean same = probe.lastModRevision() <= revision && probe.count() == count(probe.scope());
    if (same && isWhole) {
      moveTo(probe.revision());
    }
    return same;
  }

  private int count(KeyRange scope) {
    if (scope.isSingle()) {
      return entries.containsKey(scope.key()) ? 1 : 0;
    }
    Bytes rangeEnd = scope.rangeEnd();
    if (rangeEnd.equals(KeyRange.all().rangeEnd())) {
      return entries.tailMap(scope.key(), true).size();
    }
    NavigableMap<Bytes, CacheEntry<V>> none = Collections.emptyNavigableMap();
    boolean isEmpty = rangeEnd.compareTo(scope.key()) <= 0;
    return (isEmpty ? none : entries.subMap(scope.key(), true, rangeEnd, false)).size();
  }

  private void moveTo(long to) {
    if (to > revision) {
      revision = to;
      snapshot = null;
    }
  }

  private void change(
      Bytes key,
      Optional<CacheEntry<V>> after,
      long at,
      boolean resynced,
      List<CacheChange<V>> changes) {
    Optional<CacheEntry<V>> before =
        Optional.ofNullable(
            after.isPresent() ? entries.put(key, after.get()) : entries.remove(key));
    if (before.isPresent() || after.isPresent()) {
      changes.add(new CacheChange<>(key, before, after, at, resynced));
      snapshot = null;
    }
  }

  private CacheEntry<V> entry(KeyValue kv) {
    return new CacheEntry<>(
        kv.key(), codec.decode(kv.value()), kv.createRevision(), kv.modRevision());
  }
}
