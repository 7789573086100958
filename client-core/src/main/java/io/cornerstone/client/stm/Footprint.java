package io.cornerstone.client.stm;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Relation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt has read and wants to write, and which compares follow from it. Pure.
 *
 * <p><b>Keys.</b> A key that was read must still have the modRevision it had, 0 if it did not
 * exist. That catches puts, deletes, and a delete followed by a put.
 *
 * <p><b>Ranges.</b> A range was read completely at revision r. One compare says that every key that
 * exists in it now has a modRevision below r + 1, so that none was created or put since. It cannot
 * see a deletion, since a key that is gone is compared with nothing; that is caught by the compares
 * of the keys that were found. Together they say that the range is what it was.
 */
final class Footprint {
  private final Isolation isolation;
  // All are guarded by this object's monitor: a body may read in parallel.
  private final TreeMap<Bytes, Optional<KeyValue>> seen = new TreeMap<>();
  private final Set<KeyRange> ranges = new LinkedHashSet<>();
  private final TreeMap<Bytes, Op> writes = new TreeMap<>();
  private long snapshot;

  Footprint(Isolation isolation) {
    this.isolation = isolation;
  }

  /** The answer that needs no server: the attempt's own write, or an earlier read of the key. */
  synchronized @Nullable Optional<Bytes> known(Bytes key) {
    Op write = writes.get(key);
    if (write != null) {
      return valueOf(write);
    }
    Optional<KeyValue> before = seen.get(key);
    return before == null ? null : before.map(KeyValue::value);
  }

  /** The revision of the first read; only the first call has an effect. */
  synchronized void pin(long revision) {
    if (isolation.pinsSnapshot() && snapshot == 0) {
      snapshot = revision;
    }
  }

  synchronized long snapshot() {
    return snapshot;
  }

  /** Takes in a key that was read, and answers what the body is to see of it. */
  synchronized Optional<Bytes> read(Bytes key, GetResult result) {
    Optional<KeyValue> version = remember(key, result.first());
    Op write = writes.get(key);
    return write != null ? valueOf(write) : version.map(KeyValue::value);
  }

  /** Takes in a range that was read, and answers what the body is to see of it. */
  synchronized List<StmEntry> read(KeyRange range, GetResult result) {
    TreeMap<Bytes, Bytes> visible = new TreeMap<>();
    for (KeyValue kv : result.kvs()) {
      remember(kv.key(), Optional.of(kv)).ifPresent(v -> visible.put(v.key(), v.value()));
    }
    if (isolation.guardsRanges()) {
      ranges.add(range);
    }
    // A key that was read before answers as it did then, also if it is gone by now.
    seen.forEach((key, version) -> overlay(visible, range, key, version.map(KeyValue::value)));
    writes.forEach((key, write) -> overlay(visible, range, key, valueOf(write)));
    return visible.entrySet().stream().map(e -> new StmEntry(e.getKey(), e.getValue())).toList();
  }

  synchronized void write(Bytes key, Op op) {
    writes.put(key, op);
  }

  synchronized void discardWrites() {
    writes.clear();
  }

  synchronized boolean writesNothing() {
    return writes.isEmpty();
  }

  /** What is to be written, in order of keys. */
  synchronized List<Op> ops() {
    return List.copyOf(writes.values());
  }

  /** What must hold at commit, keys before ranges. */
  synchronized List<Compare> compares() {
    List<Compare> compares = new ArrayList<>();
    for (Map.Entry<Bytes, Optional<KeyValue>> entry : seen.entrySet()) {
      boolean written = writes.containsKey(entry.getKey());
      if (isolation.comparesReads() || (isolation.comparesWrites() && written)) {
        long revision = entry.getValue().map(KeyValue::modRevision).orElse(0L);
        compares.add(Compare.modRevision(entry.getKey(), Relation.EQUAL, revision));
      }
    }
    if (isolation.comparesWrites() && snapshot > 0) {
      for (Bytes key : writes.keySet()) {
        if (!seen.containsKey(key)) {
          compares.add(Compare.modRevision(key, Relation.LESS, snapshot + 1));
        }
      }
    }
    for (KeyRange range : ranges) {
      compares.add(new Compare.ModRevision(range, Relation.LESS, snapshot + 1));
    }
    return List.copyOf(compares);
  }

  private Optional<KeyValue> remember(Bytes key, Optional<KeyValue> version) {
    if (isolation == Isolation.READ_COMMITTED) {
      return version;
    }
    Optional<KeyValue> before = seen.putIfAbsent(key, version);
    return before == null ? version : before;
  }

  private static void overlay(
      Map<Bytes, Bytes> visible, KeyRange range, Bytes key, Optional<Bytes> value) {
    if (range.contains(key)) {
      value.ifPresentOrElse(v -> visible.put(key, v), () -> visible.remove(key));
    }
  }

  private static Optional<Bytes> valueOf(Op write) {
    return write instanceof Op.Put put ? Optional.of(put.value()) : Optional.empty();
  }
}
