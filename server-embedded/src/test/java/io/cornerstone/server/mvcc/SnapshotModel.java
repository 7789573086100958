package io.cornerstone.server.mvcc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeRequest.SortOrder;
import io.cornerstone.protocol.RangeRequest.SortTarget;
import io.cornerstone.protocol.RefusedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the store should be, written down as simply as possible: the whole content at each revision.
 */
final class SnapshotModel {
  private static final Comparator<ByteString> BYTES =
      ByteString.unsignedLexicographicalComparator();

  /** The content at one revision, and the events that led there. */
  private record Snapshot(TreeMap<ByteString, KeyValue> kvs, List<Event> events) {}

  // Index 0 is revision 1.
  private final List<Snapshot> snapshots = new ArrayList<>();
  private long compactRevision = -1;

  SnapshotModel() {
    snapshots.add(new Snapshot(new TreeMap<>(BYTES), List.of()));
  }

  long current() {
    return snapshots.size();
  }

  long compactRevision() {
    return compactRevision;
  }

  void compact(long revision) {
    if (revision <= compactRevision) {
      throw new RefusedException(EtcdError.COMPACTED);
    }
    if (revision > current()) {
      throw new RefusedException(EtcdError.FUTURE_REV);
    }
    compactRevision = revision;
  }

  /** Back to an earlier state, as after a crash. */
  void rollBack(long revision, long compacted) {
    snapshots.subList((int) revision, snapshots.size()).clear();
    compactRevision = compacted;
  }

  private Snapshot at(long revision) {
    return snapshots.get((int) revision - 1);
  }

  List<Event> events(long revision) {
    return at(revision).events;
  }

  Optional<KeyValue> before(ByteString key, long revision) {
    final boolean isKnown = revision > 1 && revision - 1 >= compactRevision;
    return isKnown ? Optional.ofNullable(at(revision - 1).kvs.get(key)) : Optional.empty();
  }

  /** A transaction on the model. */
  final class Txn {
    private final TreeMap<ByteString, KeyValue> kvs = new TreeMap<>(BYTES);
    private final List<Event> events = new ArrayList<>();
    private final long revision = current() + 1;

    Txn() {
      kvs.putAll(at(current()).kvs);
    }

    Optional<KeyValue> put(ByteString key, ByteString value, long leaseId) {
      final KeyValue before = kvs.get(key);
      final KeyValue kv =
          KeyValue.newBuilder()
              .setKey(key)
              .setValue(value)
              .setLease(leaseId)
              .setCreateRevision(before == null ? revision : before.getCreateRevision())
              .setModRevision(revision)
              .setVersion(before == null ? 1 : before.getVersion() + 1)
              .build();
      kvs.put(key, kv);
      events.add(Event.newBuilder().setKv(kv).build());
      return Optional.ofNullable(before);
    }

    List<KeyValue> delete(ByteString key, ByteString rangeEnd) {
      final List<KeyValue> gone = within(kvs, key, rangeEnd);
      for (KeyValue kv : gone) {
        kvs.remove(kv.getKey());
        events.add(
            Event.newBuilder()
                .setType(Event.EventType.DELETE)
                .setKv(KeyValue.newBuilder().setKey(kv.getKey()).setModRevision(revision))
                .build());
      }
      return gone;
    }

    RangeResult range(RangeRequest request) {
      final long now = events.isEmpty() ? revision - 1 : revision;
      if (request.getRevision() <= 0) {
        return evaluate(kvs, request, now);
      }
      final RangeResult old = SnapshotModel.this.range(request);
      return new RangeResult(old.kvs(), old.count(), old.more(), now);
    }

    List<Event> commit() {
      if (!events.isEmpty()) {
        snapshots.add(new Snapshot(kvs, events));
      }
      return events;
    }
  }

  RangeResult range(RangeRequest request) {
    if (request.getRevision() > current()) {
      throw new RefusedException(EtcdError.FUTURE_REV);
    }
    final long revision = request.getRevision() > 0 ? request.getRevision() : current();
    if (revision < compactRevision) {
      throw new RefusedException(EtcdError.COMPACTED);
    }
    return evaluate(at(revision).kvs, request, current());
  }

  private static List<KeyValue> within(
      Map<ByteString, KeyValue> kvs, ByteString key, ByteString rangeEnd) {
    final List<KeyValue> found = new ArrayList<>();
    for (KeyValue kv : kvs.values()) {
      final boolean isIn =
          rangeEnd.isEmpty()
              ? kv.getKey().equals(key)
              : BYTES.compare(key, kv.getKey()) <= 0
                  && (rangeEnd.equals(Ranges.NO_END) || BYTES.compare(kv.getKey(), rangeEnd) < 0);
      if (isIn) {
        found.add(kv);
      }
    }
    return found;
  }

  private static RangeResult evaluate(
      Map<ByteString, KeyValue> kvs, RangeRequest request, long current) {
    final List<KeyValue> all = within(kvs, request.getKey(), request.getRangeEnd());
    if (request.getCountOnly()) {
      return new RangeResult(List.of(), all.size(), false, current);
    }
    List<KeyValue> found = new ArrayList<>(all);
    found.removeIf(kv -> !passes(kv, request));
    final Comparator<KeyValue> order = comparator(request.getSortTarget());
    if (request.getSortOrder() == SortOrder.DESCEND) {
      // Equal ones may come in any order; the store keeps key order, except when that is reversed.
      found.sort(order.reversed());
    } else {
      found.sort(order);
    }
    final boolean more = request.getLimit() > 0 && found.size() > request.getLimit();
    if (more) {
      found = found.subList(0, (int) request.getLimit());
    }
    if (request.getKeysOnly()) {
      found = found.stream().map(kv -> kv.toBuilder().clearValue().build()).toList();
    }
    return new RangeResult(Collections.unmodifiableList(found), all.size(), more, current);
  }

  private static boolean passes(KeyValue kv, RangeRequest request) {
    final long mod = kv.getModRevision();
    final long create = kv.getCreateRevision();
    return (request.getMinModRevision() == 0 || mod >= request.getMinModRevision())
        && (request.getMaxModRevision() == 0 || mod <= request.getMaxModRevision())
        && (request.getMinCreateRevision() == 0 || create >= request.getMinCreateRevision())
        && (request.getMaxCreateRevision() == 0 || create <= request.getMaxCreateRevision());
  }

  private static Comparator<KeyValue> comparator(SortTarget target) {
    return switch (target) {
      case KEY -> Comparator.comparing(KeyValue::getKey, BYTES);
      case VERSION -> Comparator.comparingLong(KeyValue::getVersion);
      case CREATE -> Comparator.comparingLong(KeyValue::getCreateRevision);
      case MOD -> Comparator.comparingLong(KeyValue::getModRevision);
      case VALUE -> Comparator.comparing(KeyValue::getValue, BYTES);
      case UNRECOGNIZED -> throw new IllegalArgumentException("not in the model");
    };
  }
}
