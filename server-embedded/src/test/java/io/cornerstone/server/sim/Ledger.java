package io.cornerstone.server.sim;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one history that all members must have: what any of them was first seen to apply at a
 * revision is final. A plain model beside the real store: every version of every key, for ever.
 */
final class Ledger {
  private static final int FIRST_REVISION = 2;

  private final SimWorld world;
  private final List<List<Event>> revisions = new ArrayList<>();
  private final TreeMap<String, TreeMap<Long, Event>> keys = new TreeMap<>();
  private final Set<ByteString> values = new HashSet<>();
  private final List<Listener> listeners = new ArrayList<>();

  /** Hears of each new revision once. */
  interface Listener {
    void added(long revision, List<Event> events);
  }

  Ledger(SimWorld world) {
    this.world = world;
  }

  void listen(Listener listener) {
    listeners.add(listener);
  }

  /** The last revision that any member has applied. */
  long last() {
    return revisions.size() + FIRST_REVISION - 1;
  }

  /** A member has these events at this revision. */
  void observe(String member, long revision, List<Event> events) {
    if (revision <= last()) {
      final List<Event> known = revisions.get((int) (revision - FIRST_REVISION));
      world.check(
          known.equals(events),
          "%s has at revision %d\n%s, others have\n%s",
          member,
          revision,
          events,
          known);
      return;
    }
    world.check(revision == last() + 1, "%s: revision %d follows %d", member, revision, last());
    revisions.add(events);
    for (Event event : events) {
      final KeyValue kv = event.getKv();
      keys.computeIfAbsent(kv.getKey().toStringUtf8(), key -> new TreeMap<>()).put(revision, event);
      world.check(
          event.getType() == Event.EventType.DELETE || values.add(kv.getValue()),
          "%s applied a write twice: %s",
          member,
          kv);
    }
    listeners.forEach(listener -> listener.added(revision, events));
  }

  List<Event> at(long revision) {
    return revisions.get((int) (revision - FIRST_REVISION));
  }

  /** The events of the keys from {@code key} until {@code rangeEnd}, from and until inclusive. */
  List<Event> events(String key, String rangeEnd, long from, long until) {
    final List<Event> found = new ArrayList<>();
    for (long revision = Math.max(from, FIRST_REVISION); revision <= until; revision++) {
      for (Event event : at(revision)) {
        final String name = event.getKv().getKey().toStringUtf8();
        if (key.compareTo(name) <= 0 && name.compareTo(rangeEnd) < 0) {
          found.add(event);
        }
      }
    }
    return found;
  }

  /** A key's version at a revision; null if it has none. */
  @Nullable KeyValue get(String key, long revision) {
    final NavigableMap<Long, Event> versions = keys.get(key);
    final Map.Entry<Long, Event> entry = versions == null ? null : versions.floorEntry(revision);
    return entry == null || entry.getValue().getType() == Event.EventType.DELETE
        ? null
        : entry.getValue().getKv();
  }

  /** All keys from {@code key} until {@code rangeEnd}, as they were at a revision. */
  List<KeyValue> range(String key, String rangeEnd, long revision) {
    final List<KeyValue> found = new ArrayList<>();
    for (String name : keys.subMap(key, true, rangeEnd, false).keySet()) {
      final KeyValue kv = get(name, revision);
      if (kv != null) {
        found.add(kv);
      }
    }
    return found;
  }
}
