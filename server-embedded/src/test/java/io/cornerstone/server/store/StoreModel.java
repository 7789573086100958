package io.cornerstone.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.Engine.Change;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The store as a few sorted maps: what an engine must be equal to. */
final class StoreModel {
  static final List<String> BUCKETS = List.of("alarm", "lease", "meta");
  static final Revision FIRST = new Revision(0, 0);
  static final Revision END = new Revision(Long.MAX_VALUE, 0);

  final NavigableMap<Revision, Change> changes = new TreeMap<>();
  final NavigableMap<String, NavigableMap<ByteString, ByteString>> state = new TreeMap<>();

  /** Marked, so that it may be gone after a restart; the engine forgets marks, not deaths. */
  final Set<Revision> dead = new TreeSet<>();

  /** Marked since the engine was opened, so that scans do not show it. */
  final Set<Revision> hidden = new TreeSet<>();

  LogPosition applied = LogPosition.ZERO;

  StoreModel() {
    BUCKETS.forEach(bucket -> state.put(bucket, newMap()));
  }

  StoreModel copy() {
    StoreModel copy = new StoreModel();
    copy.changes.putAll(changes);
    state.forEach((bucket, map) -> copy.bucket(bucket).putAll(map));
    copy.dead.addAll(dead);
    copy.hidden.addAll(hidden);
    copy.applied = applied;
    return copy;
  }

  NavigableMap<ByteString, ByteString> bucket(String name) {
    return state.computeIfAbsent(name, n -> newMap());
  }

  /** Checks an engine that goes on: what is hidden must be, all else must be there. */
  void verify(Engine engine) {
    NavigableMap<Revision, Change> expected = new TreeMap<>(changes);
    expected.keySet().removeAll(hidden);
    assertThat(scan(engine, FIRST, END)).isEqualTo(List.copyOf(expected.values()));
    verifyRest(engine);
  }

  /**
   * Checks an engine that was just opened: what was marked before the commit may be gone. This
   * model then takes over what is there.
   */
  void verifyOpened(Engine engine) {
    List<Change> found = scan(engine, FIRST, END);
    Set<Revision> gone = new TreeSet<>(changes.keySet());
    found.forEach(change -> gone.remove(change.revision()));
    assertThat(dead).as("what is gone must be dead").containsAll(gone);
    changes.keySet().removeAll(gone);
    hidden.clear();
    assertThat(found).isEqualTo(List.copyOf(changes.values()));
    assertThat(engine.committed()).isEqualTo(applied);
    assertThat(engine.synced()).isEqualTo(applied);
    verifyRest(engine);
  }

  private void verifyRest(Engine engine) {
    state.forEach(
        (bucket, map) ->
            assertThat(List.copyOf(engine.state(bucket).entrySet()))
                .isEqualTo(List.copyOf(map.entrySet())));
    changes.forEach(
        (revision, change) -> {
          if (!hidden.contains(revision)) {
            assertThat(engine.get(revision)).isEqualTo(change);
          }
        });
  }

  static List<Change> scan(Engine engine, Revision from, Revision until) {
    List<Change> found = new ArrayList<>();
    engine.scan(from, until, found::add);
    return found;
  }

  static Change put(long main, long sub, String value) {
    KeyValue kv =
        KeyValue.newBuilder()
            .setKey(ByteString.copyFromUtf8("k" + main))
            .setValue(ByteString.copyFromUtf8(value))
            .setModRevision(main)
            .build();
    return new Change(new Revision(main, sub), false, kv);
  }

  private static NavigableMap<ByteString, ByteString> newMap() {
    return new TreeMap<>(ByteString.unsignedLexicographicalComparator());
  }
}
