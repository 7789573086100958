package io.cornerstone.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.raft.LogPosition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories against {@link SnapshotModel}, with compactions, crashes and reopening. */
final class MvccPropertyTest {
  private static final int STEPS = 1000;

  private HeapEngine engine = new HeapEngine();
  private MvccStore store = MvccStore.open(engine);
  private SnapshotModel model = new SnapshotModel();
  private Random random = new Random(0);
  // What a crash goes back to.
  private long committedRevision = 1;
  private long committedCompact = -1;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void equalsTheModel(long seed) {
    random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      act();
      checkState();
    }
    assertThat(model.current()).isGreaterThan(100);
    finishCompaction();
    checkNothingIsKeptInVain();
  }

  private void act() {
    final int dice = random.nextInt(100);
    if (dice < 80) {
      transaction();
    } else if (dice < 88) {
      compact();
    } else if (dice < 96) {
      final boolean unused = store.compactStep(1 + random.nextInt(5));
    } else if (dice < 98) {
      commit();
    } else {
      reopen();
    }
  }

  private void transaction() {
    final SnapshotModel.Txn expected = model.new Txn();
    final MvccStore.WriteTxn txn = store.write();
    for (int ops = random.nextInt(4); ops >= 0; ops--) {
      if (random.nextInt(3) == 0) {
        delete(expected, txn);
      } else {
        put(expected, txn);
      }
      final RangeRequest request = randomRange(txn.revision() - 1);
      assertThat(answer(() -> txn.range(request))).isEqualTo(answer(() -> expected.range(request)));
    }
    assertThat(txn.commit()).isEqualTo(expected.commit());
  }

  private void put(SnapshotModel.Txn expected, MvccStore.WriteTxn txn) {
    final ByteString key = randomKey();
    final ByteString value = ByteString.copyFromUtf8("v" + random.nextInt(20));
    final long lease = random.nextInt(3);
    if (random.nextBoolean()) {
      assertThat(txn.put(key, value, lease)).isEqualTo(expected.put(key, value, lease));
    } else {
      txn.set(key, value, lease);
      assertThat(expected.put(key, value, lease)).isNotNull();
    }
  }

  private void delete(SnapshotModel.Txn expected, MvccStore.WriteTxn txn) {
    final ByteString key = randomKey();
    final ByteString end = random.nextInt(3) == 0 ? randomEnd() : ByteString.EMPTY;
    if (random.nextBoolean()) {
      assertThat(txn.deleteRange(key, end)).isEqualTo(expected.delete(key, end));
    } else {
      assertThat(txn.delete(key, end)).isEqualTo(expected.delete(key, end).size());
    }
  }

  private ByteString randomKey() {
    final byte[] key = new byte[1 + random.nextInt(2)];
    for (int i = 0; i < key.length; i++) {
      key[i] = new byte[] {0, 'a', 'b', 'c', 'd', 'e', (byte) 0xfe, (byte) 0xff}[random.nextInt(8)];
    }
    return ByteString.copyFrom(key);
  }

  private ByteString randomEnd() {
    return random.nextInt(4) == 0 ? Ranges.NO_END : randomKey();
  }

  private void compact() {
    final long revision = model.current() - random.nextInt(30) + random.nextInt(3);
    final Object expected =
        answer(
            () -> {
              model.compact(revision);
              return "done";
            });
    final Object actual =
        answer(
            () -> {
              store.compact(revision);
              return "done";
            });
    assertThat(actual).isEqualTo(expected);
  }

  private void commit() {
    engine.commit(new LogPosition(1, model.current()));
    committedRevision = model.current();
    committedCompact = model.compactRevision();
  }

  private void reopen() {
    final boolean isClean = random.nextBoolean();
    if (isClean) {
      commit();
    }
    // What was marked dead after the last commit is there again after a crash in any case.
    engine = engine.reopen(!isClean || random.nextBoolean());
    store = MvccStore.open(engine);
    model.rollBack(committedRevision, committedCompact);
  }

  private void checkState() {
    assertThat(store.currentRevision()).isEqualTo(model.current());
    assertThat(store.compactRevision()).isEqualTo(model.compactRevision());
    for (int i = 0; i < 3; i++) {
      final RangeRequest request = randomRange(model.current() + 1);
      assertThat(answer(() -> store.range(request)))
          .as("%s", request)
          .isEqualTo(answer(() -> model.range(request)));
    }
    final ByteString key = randomKey();
    final long revision = 1L + random.nextInt((int) model.current());
    assertThat(store.before(key, revision)).isEqualTo(model.before(key, revision));
    checkHistory();
    checkLeased();
  }

  private RangeRequest randomRange(long revisionMax) {
    final RangeRequest.Builder request = RangeRequest.newBuilder().setKey(randomKey());
    if (random.nextInt(4) != 0) {
      request.setRangeEnd(randomEnd());
    }
    if (random.nextBoolean()) {
      request.setRevision(revisionMax - random.nextInt(20));
    }
    if (random.nextInt(3) == 0) {
      request.setLimit(random.nextInt(6) - 1);
    }
    if (random.nextInt(3) == 0) {
      request.setSortTargetValue(random.nextInt(5)).setSortOrderValue(random.nextInt(3));
    }
    if (random.nextInt(4) == 0) {
      request.setMinModRevision(randomBound()).setMaxModRevision(randomBound());
      request.setMinCreateRevision(randomBound()).setMaxCreateRevision(randomBound());
    }
    return request
        .setKeysOnly(random.nextInt(5) == 0)
        .setCountOnly(random.nextInt(10) == 0)
        .build();
  }

  private long randomBound() {
    return random.nextBoolean() ? 0 : Math.max(0, model.current() - random.nextInt(60) + 10);
  }

  private void checkHistory() {
    final long from = Math.max(1, model.current() - random.nextInt(30));
    final long until = from + random.nextInt(10);
    final int revisionsMax = 1 + random.nextInt(6);
    final Object expected =
        answer(
            () -> {
              if (from < model.compactRevision()) {
                throw new RefusedException(EtcdError.COMPACTED);
              }
              final long first = Math.max(2, from);
              final long last =
                  Math.min(Math.min(until, model.current()), first + revisionsMax - 1);
              final List<Event> events = new ArrayList<>();
              for (long revision = first; revision <= last; revision++) {
                events.addAll(model.events(revision));
              }
              return settled(events) + " to " + last;
            });
    final Object actual =
        answer(
            () -> {
              final List<Event> events = new ArrayList<>();
              final long last = store.history(from, until, revisionsMax, events::add);
              return settled(events) + " to " + last;
            });
    assertThat(actual).isEqualTo(expected);
  }

  /** At the compact revision itself only the last change of each key is sure to be there. */
  private List<Event> settled(List<Event> events) {
    final Map<ByteString, Event> atCompact = new LinkedHashMap<>();
    final List<Event> others = new ArrayList<>();
    for (Event event : events) {
      if (event.getKv().getModRevision() == model.compactRevision()) {
        atCompact.remove(event.getKv().getKey());
        atCompact.put(event.getKv().getKey(), event);
      } else {
        others.add(event);
      }
    }
    final List<Event> all = new ArrayList<>(atCompact.values());
    all.addAll(others);
    return all;
  }

  private void checkLeased() {
    final Map<String, Long> expected = new TreeMap<>();
    for (var kv : model.range(Ranges.everything().build()).kvs()) {
      if (kv.getLease() != 0) {
        expected.put(kv.getKey().toString(), kv.getLease());
      }
    }
    final Map<String, Long> actual = new TreeMap<>();
    store.leasedKeys((key, lease) -> actual.put(key.toString(), lease));
    assertThat(actual.values()).hasSameElementsAs(expected.values());
    assertThat(actual).hasSameSizeAs(expected);
  }

  private void finishCompaction() {
    while (store.compactStep(7)) {
      assertThat(store.compactRevision()).isEqualTo(model.compactRevision());
    }
  }

  /** What is left in the engine: all above the compact revision, one at most per key up to it. */
  private void checkNothingIsKeptInVain() {
    final Map<ByteString, Integer> settled = new LinkedHashMap<>();
    engine.scan(
        new Revision(0, 0),
        new Revision(model.compactRevision() + 1, 0),
        change -> {
          settled.merge(change.kv().getKey(), 1, Integer::sum);
          assertThat(change.tombstone() && change.revision().main() < model.compactRevision())
              .isFalse();
          return true;
        });
    assertThat(settled.values()).allMatch(count -> count == 1);
  }

  /** The answer, or the error with which it was refused. */
  private static Object answer(Supplier<Object> call) {
    try {
      return call.get();
    } catch (RefusedException e) {
      return e.error();
    }
  }
}
