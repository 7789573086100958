package io.cornerstone.server.mvcc;

import static io.cornerstone.server.mvcc.Ranges.bytes;
import static io.cornerstone.server.mvcc.Ranges.everything;
import static io.cornerstone.server.mvcc.Ranges.key;
import static io.cornerstone.server.mvcc.Ranges.range;
import static io.cornerstone.server.mvcc.Ranges.show;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeRequest.SortOrder;
import io.cornerstone.protocol.RangeRequest.SortTarget;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.env.Invariant.InvariantViolation;
import io.cornerstone.server.raft.LogPosition;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class MvccStoreTest {
  private HeapEngine engine = new HeapEngine();
  private MvccStore store = MvccStore.open(engine);

  private void put(String key, String value) {
    put(key, value, 0);
  }

  private void put(String key, String value, long leaseId) {
    final MvccStore.WriteTxn txn = store.write();
    txn.set(bytes(key), bytes(value), leaseId);
    assertThat(txn.commit()).hasSize(1);
  }

  private long delete(String key, String rangeEnd) {
    final MvccStore.WriteTxn txn = store.write();
    final long deleted = txn.delete(bytes(key), bytes(rangeEnd));
    assertThat(txn.commit()).hasSize((int) deleted);
    return deleted;
  }

  private String read(RangeRequest.Builder request) {
    return show(store.range(request.build()).kvs());
  }

  private void compactWhole(long revision) {
    store.compact(revision);
    while (store.compactStep(2)) {
      assertThat(store.compactRevision()).isEqualTo(revision);
    }
  }

  private void reopen() {
    engine.commit(new LogPosition(1, 1));
    engine = engine.reopen();
    store = MvccStore.open(engine);
  }

  private String history(long from, long until, int revisionsMax) {
    final List<Event> events = new ArrayList<>();
    final long visited = store.history(from, until, revisionsMax, events::add);
    return Ranges.showEvents(events) + " to " + visited;
  }

  private static void assertRefused(EtcdError error, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.error()).isEqualTo(error));
  }

  @Test
  void anEmptyStoreIsAtRevisionOneAndWasNeverCompacted() {
    assertThat(store.currentRevision()).isEqualTo(1);
    assertThat(store.compactRevision()).isEqualTo(-1);
    assertThat(store.range(everything().build()))
        .isEqualTo(new RangeResult(List.of(), 0, false, 1));
  }

  @Test
  void eachPutTakesARevisionAndAddsAVersion() {
    put("a", "1");
    put("b", "1");
    put("a", "2", 7);
    assertThat(read(everything())).isEqualTo("a=2(2,4,2)@7 b=1(3,3,1)");
    assertThat(store.currentRevision()).isEqualTo(4);
  }

  @Test
  void aDeletionEndsTheGeneration() {
    put("a", "1");
    put("a", "2");
    assertThat(delete("a", "")).isEqualTo(1);
    assertThat(delete("a", "")).isZero();
    assertThat(store.currentRevision()).isEqualTo(4);
    put("a", "3");
    assertThat(read(key("a"))).isEqualTo("a=3(5,5,1)");
    assertThat(read(key("a").setRevision(4))).isEmpty();
    assertThat(read(key("a").setRevision(3))).isEqualTo("a=2(2,3,2)");
    assertThat(read(key("a").setRevision(2))).isEqualTo("a=1(2,2,1)");
    assertThat(read(key("a").setRevision(1))).isEmpty();
  }

  @Test
  void rangeEndsMeanWhatEtcdMeans() {
    for (String key : List.of("a", "aa", "ab", "b", "\0")) {
      put(key, "");
    }
    assertThat(keys(range("a", "b"))).isEqualTo("a,aa,ab");
    assertThat(keys(range("aa", "\0"))).isEqualTo("aa,ab,b");
    assertThat(keys(everything())).isEqualTo("\0,a,aa,ab,b");
    assertThat(keys(key("a"))).isEqualTo("a");
    assertThat(keys(range("b", "a"))).isEmpty();
    assertThat(keys(range("a", "a"))).isEmpty();
    assertThat(keys(range("a", "a\0"))).isEqualTo("a");
  }

  private String keys(RangeRequest.Builder request) {
    return String.join(
        ",",
        store.range(request.build()).kvs().stream().map(kv -> kv.getKey().toStringUtf8()).toList());
  }

  @Test
  void keysAreOrderedAsUnsignedBytes() {
    final ByteString high = ByteString.copyFrom(new byte[] {(byte) 0xff});
    final MvccStore.WriteTxn txn = store.write();
    txn.set(high, ByteString.EMPTY, 0);
    txn.set(bytes("a"), ByteString.EMPTY, 0);
    assertThat(txn.commit()).hasSize(2);
    final List<ByteString> keys =
        store.range(everything().build()).kvs().stream().map(kv -> kv.getKey()).toList();
    assertThat(keys).containsExactly(bytes("a"), high);
  }

  @Test
  void countIgnoresLimitAndFilters() {
    put("a", "1");
    put("b", "1");
    put("c", "1");
    final RangeResult limited = store.range(everything().setLimit(2).build());
    assertThat(show(limited.kvs())).isEqualTo("a=1(2,2,1) b=1(3,3,1)");
    assertThat(limited.count()).isEqualTo(3);
    assertThat(limited.more()).isTrue();
    assertThat(store.range(everything().setLimit(3).build()).more()).isFalse();
    final RangeResult filtered = store.range(everything().setLimit(1).setMinModRevision(4).build());
    assertThat(show(filtered.kvs())).isEqualTo("c=1(4,4,1)");
    assertThat(filtered.count()).isEqualTo(3);
    assertThat(filtered.more()).isFalse();
  }

  @Test
  void countOnlyReadsNoValue() {
    put("a", "1");
    put("b", "1");
    delete("b", "");
    put("c", "1");
    final RangeResult counted =
        store.range(everything().setCountOnly(true).setLimit(1).setMinModRevision(99).build());
    assertThat(counted).isEqualTo(new RangeResult(List.of(), 2, false, 5));
    final RangeResult before = store.range(everything().setCountOnly(true).setRevision(3).build());
    assertThat(before).isEqualTo(new RangeResult(List.of(), 2, false, 5));
    assertThat(engine.reads()).isZero();
  }

  @Test
  void aLimitReadsNoMoreValuesThanItReturns() {
    for (int i = 0; i < 10; i++) {
      put("k" + i, "v");
    }
    assertThat(read(everything().setLimit(2))).isEqualTo("k0=v(2,2,1) k1=v(3,3,1)");
    assertThat(engine.reads()).isEqualTo(2);
    assertThat(read(everything().setLimit(1).setSortOrder(SortOrder.DESCEND)))
        .isEqualTo("k9=v(11,11,1)");
    assertThat(read(everything().setLimit(1).setSortTarget(SortTarget.CREATE)))
        .isEqualTo("k0=v(2,2,1)");
    assertThat(engine.reads()).isEqualTo(4);
  }

  @Test
  void keysOnlyClearsTheValueAlone() {
    put("a", "1", 5);
    assertThat(read(key("a").setKeysOnly(true))).isEqualTo("a=(2,2,1)@5");
  }

  @Test
  void sortsByEveryTarget() {
    put("c", "x");
    put("a", "z");
    put("b", "y");
    put("a", "z");
    put("a", "z");
    put("b", "y");
    assertThat(keys(sorted(SortTarget.KEY, SortOrder.DESCEND))).isEqualTo("c,b,a");
    assertThat(keys(sorted(SortTarget.KEY, SortOrder.ASCEND))).isEqualTo("a,b,c");
    assertThat(keys(sorted(SortTarget.VERSION, SortOrder.NONE))).isEqualTo("c,b,a");
    assertThat(keys(sorted(SortTarget.CREATE, SortOrder.ASCEND))).isEqualTo("c,a,b");
    assertThat(keys(sorted(SortTarget.MOD, SortOrder.DESCEND))).isEqualTo("b,a,c");
    assertThat(keys(sorted(SortTarget.VALUE, SortOrder.ASCEND))).isEqualTo("c,b,a");
    assertThat(keys(sorted(SortTarget.VALUE, SortOrder.DESCEND).setLimit(1))).isEqualTo("a");
    assertThat(keys(sorted(SortTarget.VERSION, SortOrder.ASCEND).setRevision(5)))
        .isEqualTo("b,c,a");
  }

  private static RangeRequest.Builder sorted(SortTarget target, SortOrder order) {
    return everything().setSortTarget(target).setSortOrder(order);
  }

  @Test
  void filtersAreInclusive() {
    put("a", "1");
    put("b", "1");
    put("c", "1");
    put("a", "2");
    assertThat(keys(everything().setMinModRevision(4))).isEqualTo("a,c");
    assertThat(keys(everything().setMaxModRevision(4))).isEqualTo("b,c");
    assertThat(keys(everything().setMinCreateRevision(3))).isEqualTo("b,c");
    assertThat(keys(everything().setMaxCreateRevision(3))).isEqualTo("a,b");
    assertThat(keys(everything().setMaxCreateRevision(3).setRevision(2))).isEqualTo("a");
    assertThat(keys(everything().setMinModRevision(3).setMaxModRevision(4))).isEqualTo("b,c");
  }

  @Test
  void unknownSortOptionsAreRefused() {
    assertRefused(
        EtcdError.INVALID_SORT_OPTION,
        () -> store.range(everything().setSortOrderValue(9).build()));
    assertRefused(
        EtcdError.INVALID_SORT_OPTION,
        () -> store.range(everything().setSortTargetValue(9).build()));
  }

  @Test
  void revisionsThatCannotBeReadAreRefused() {
    put("a", "1");
    put("a", "2");
    assertRefused(EtcdError.FUTURE_REV, () -> store.range(key("a").setRevision(4).build()));
    compactWhole(3);
    assertRefused(EtcdError.COMPACTED, () -> store.range(key("a").setRevision(2).build()));
    assertThat(read(key("a").setRevision(3))).isEqualTo("a=2(2,3,2)");
    assertThat(read(key("a").setRevision(-5))).isEqualTo("a=2(2,3,2)");
    assertThat(store.range(key("a").setRevision(3).build()).revision()).isEqualTo(3);
  }

  @Test
  void compactsOnlyForward() {
    assertRefused(EtcdError.COMPACTED, () -> store.compact(-1));
    assertRefused(EtcdError.FUTURE_REV, () -> store.compact(2));
    store.compact(0);
    assertRefused(EtcdError.COMPACTED, () -> store.compact(0));
    put("a", "1");
    store.compact(2);
    assertRefused(EtcdError.COMPACTED, () -> store.compact(2));
    assertRefused(EtcdError.COMPACTED, () -> store.compact(1));
    assertRefused(EtcdError.FUTURE_REV, () -> store.compact(3));
  }

  @Test
  void compactionKeepsTheNewestVersionAndATombstoneAtItsRevision() {
    put("a", "1"); // 2
    put("a", "2"); // 3
    put("gone", "1"); // 4
    delete("gone", ""); // 5
    put("late", "1"); // 6
    delete("late", ""); // 7
    put("a", "3"); // 8
    compactWhole(7);
    assertThat(engine.liveChanges()).isEqualTo(3);
    assertThat(read(everything().setRevision(7))).isEqualTo("a=2(2,3,2)");
    assertThat(history(7, 8, 100)).isEqualTo("DELETE late=(0,7,0), PUT a=3(2,8,3) to 8");
    compactWhole(8);
    assertThat(engine.liveChanges()).isEqualTo(1);
    assertThat(read(everything())).isEqualTo("a=3(2,8,3)");
  }

  @Test
  void aReopenedStoreIsTheSameAndForgetsWhatWasCompacted() {
    put("a", "1", 9);
    put("a", "2", 9);
    put("b", "1");
    delete("b", "");
    put("c", "1", 8);
    delete("c", "");
    compactWhole(6);
    final int live = engine.liveChanges();
    reopen();
    assertThat(store.compactRevision()).isEqualTo(6);
    assertThat(store.currentRevision()).isEqualTo(7);
    assertThat(engine.liveChanges()).isEqualTo(live);
    assertThat(read(everything())).isEqualTo("a=2(2,3,2)@9");
    assertThat(read(everything().setRevision(6))).isEqualTo("a=2(2,3,2)@9 c=1(6,6,1)@8");
    put("a", "3");
    assertThat(read(key("a"))).isEqualTo("a=3(2,8,3)");
  }

  @Test
  void leasedKeysAreThoseThatHaveALeaseNow() {
    put("a", "1", 1);
    put("b", "1", 2);
    put("c", "1", 3);
    put("b", "2");
    delete("c", "");
    reopen();
    final List<String> leased = new ArrayList<>();
    store.leasedKeys((key, lease) -> leased.add(key.toStringUtf8() + "@" + lease));
    assertThat(leased).containsExactly("a@1");
  }

  @Test
  void aTransactionSeesItsOwnWritesAndOthersSeeAllOrNothing() {
    put("a", "1");
    final MvccStore.WriteTxn txn = store.write();
    assertThat(txn.range(everything().build()).revision()).isEqualTo(2);
    assertThat(txn.put(bytes("a"), bytes("2"), 0)).map(Ranges::show).contains("a=1(2,2,1)");
    assertThat(txn.put(bytes("b"), bytes("1"), 0)).isEmpty();
    assertThat(show(txn.range(everything().build()).kvs())).isEqualTo("a=2(2,3,2) b=1(3,3,1)");
    assertThat(txn.range(everything().build()).revision()).isEqualTo(3);
    assertThat(show(txn.range(everything().setRevision(2).build()).kvs())).isEqualTo("a=1(2,2,1)");
    assertRefused(EtcdError.FUTURE_REV, () -> txn.range(key("a").setRevision(3).build()));
    assertThat(read(everything())).isEqualTo("a=1(2,2,1)");
    assertThat(show(txn.deleteRange(bytes("b"), Ranges.NO_END))).isEqualTo("b=1(3,3,1)");
    assertThat(Ranges.showEvents(txn.commit()))
        .isEqualTo("PUT a=2(2,3,2), PUT b=1(3,3,1), DELETE b=(0,3,0)");
    assertThat(read(everything())).isEqualTo("a=2(2,3,2)");
    assertThat(history(3, 3, 9)).isEqualTo("PUT a=2(2,3,2), PUT b=1(3,3,1), DELETE b=(0,3,0) to 3");
  }

  @Test
  void aTransactionWithoutChangesUsesNoRevision() {
    final MvccStore.WriteTxn txn = store.write();
    assertThat(txn.delete(bytes("a"), bytes("z"))).isZero();
    assertThat(txn.commit()).isEmpty();
    assertThat(store.currentRevision()).isEqualTo(1);
  }

  @Test
  void anUncommittedTransactionWithChangesBlocksTheNext() {
    store.write().set(bytes("a"), bytes("1"), 0);
    assertThatThrownBy(() -> store.write()).isInstanceOf(InvariantViolation.class);
  }

  @Test
  void historyStopsAtWholeRevisions() {
    put("a", "1");
    final MvccStore.WriteTxn txn = store.write();
    txn.set(bytes("b"), bytes("1"), 0);
    txn.set(bytes("c"), bytes("1"), 0);
    assertThat(txn.commit()).hasSize(2);
    put("d", "1");
    assertThat(history(1, 99, 2)).isEqualTo("PUT a=1(2,2,1), PUT b=1(3,3,1), PUT c=1(3,3,1) to 3");
    assertThat(history(4, 99, 2)).isEqualTo("PUT d=1(4,4,1) to 4");
    assertThat(history(5, 99, 2)).isEqualTo(" to 4");
    assertThat(history(-7, 2, 2)).isEqualTo("PUT a=1(2,2,1) to 2");
  }

  @Test
  void historyBelowTheCompactRevisionIsRefused() {
    put("a", "1");
    put("a", "2");
    put("a", "3");
    store.compact(3);
    assertRefused(EtcdError.COMPACTED, () -> history(2, 4, 10));
    assertThat(history(3, 4, 10)).isEqualTo("PUT a=2(2,3,2), PUT a=3(2,4,3) to 4");
  }

  @Test
  void historyThatACompactionOvertakesIsRefusedAndCompleteUpToThere() {
    for (int i = 0; i < 6; i++) {
      put("a", "v" + i);
    }
    final List<Event> events = new ArrayList<>();
    assertRefused(
        EtcdError.COMPACTED,
        () ->
            store.history(
                2,
                7,
                10,
                event -> {
                  events.add(event);
                  if (event.getKv().getModRevision() == 3) {
                    compactWhole(6);
                  }
                }));
    assertThat(Ranges.showEvents(events)).isEqualTo("PUT a=v0(2,2,1), PUT a=v1(2,3,2)");
  }

  @Test
  void aFailingVisitorIsNotTakenForACompaction() {
    put("a", "1");
    put("a", "2");
    assertThatThrownBy(
            () ->
                store.history(
                    2,
                    3,
                    10,
                    event -> {
                      compactWhole(3);
                      throw new IllegalStateException("mine");
                    }))
        .hasMessage("mine");
  }

  @Test
  void aReadThatACompactionOvertakesIsNeverWrong() {
    put("a", "1");
    put("a", "2");
    engine.beforeNextRead(this::writeAndCompact);
    assertRefused(EtcdError.COMPACTED, () -> store.range(key("a").setRevision(2).build()));
    engine.beforeNextRead(this::writeAndCompact);
    assertThat(store.range(key("a").build()).revision()).isEqualTo(5);
    engine.beforeNextRead(this::writeAndCompact);
    assertThat(store.before(bytes("a"), 6)).isEmpty();
    assertThat(store.compactRevision()).isEqualTo(6);
  }

  private void writeAndCompact() {
    put("a", "new");
    compactWhole(store.currentRevision());
  }

  @Test
  void beforeIsTheVersionThatAnEventReplaced() {
    put("a", "1");
    put("a", "2");
    delete("a", "");
    put("a", "3");
    assertThat(store.before(bytes("a"), 2)).isEmpty();
    assertThat(store.before(bytes("a"), 3)).map(Ranges::show).contains("a=1(2,2,1)");
    assertThat(store.before(bytes("a"), 4)).map(Ranges::show).contains("a=2(2,3,2)");
    assertThat(store.before(bytes("a"), 5)).isEmpty();
    assertThat(store.before(bytes("other"), 5)).isEmpty();
    compactWhole(3);
    assertThat(store.before(bytes("a"), 3)).isEmpty();
    assertThat(store.before(bytes("a"), 4)).map(Ranges::show).contains("a=2(2,3,2)");
  }

  @Test
  void aHotKeyIsCompactedInBoundedSteps() {
    for (int i = 0; i < 1000; i++) {
      put("hot", "v" + i);
    }
    store.compact(1001);
    int steps = 1;
    int live = engine.liveChanges();
    while (store.compactStep(100)) {
      steps++;
      assertThat(live - engine.liveChanges()).isBetween(0, 100);
      live = engine.liveChanges();
      assertThat(read(key("hot"))).isEqualTo("hot=v999(2,1001,1000)");
    }
    assertThat(steps).isBetween(10, 12);
    assertThat(engine.liveChanges()).isEqualTo(1);
  }

  @Test
  void aCompactionThatComesDuringAnotherReachesAllKeys() {
    for (int i = 0; i < 20; i++) {
      put("k" + (char) ('a' + i), "1");
      put("k" + (char) ('a' + i), "2");
    }
    store.compact(21);
    for (int i = 0; i < 3; i++) {
      assertThat(store.compactStep(2)).isTrue();
    }
    compactWhole(41);
    assertThat(engine.liveChanges()).isEqualTo(20);
    assertThat(store.range(everything().build()).count()).isEqualTo(20);
  }
}
