package io.cornerstone.server.mvcc;

import static io.cornerstone.server.mvcc.Ranges.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import org.junit.jupiter.api.Test;

/** The numbers are what an etcd 3.4.23 answered to hashkv after the same requests. */
final class KvHashTest {
  private final HeapEngine engine = new HeapEngine();
  private final MvccStore store = MvccStore.open(engine);

  private void put(String key, String value) {
    final MvccStore.WriteTxn txn = store.write();
    txn.set(bytes(key), bytes(value), 0);
    assertThat(txn.commit()).hasSize(1);
  }

  private void delete(String key, ByteString rangeEnd) {
    final MvccStore.WriteTxn txn = store.write();
    txn.delete(bytes(key), rangeEnd);
    assertThat(txn.commit()).isNotEmpty();
  }

  private void compactWhole(long revision) {
    store.compact(revision);
    while (store.compactStep(2)) {
      assertThat(store.compactRevision()).isEqualTo(revision);
    }
  }

  private long hash(long revision) {
    return Integer.toUnsignedLong(store.hash(revision).hash());
  }

  private void writeFirst() {
    put("a", "1");
    put("b", "2");
    put("a", "3");
    delete("b", ByteString.EMPTY);
    put("c", "");
  }

  private void writeMore() {
    delete("a", ByteString.EMPTY);
    put("b", "4");
    put("d", "5");
    delete("d", ByteString.EMPTY);
  }

  @Test
  void isThatOfEtcdWithoutCompaction() {
    assertThat(hash(0)).isEqualTo(1_084_519_789L);
    writeFirst();
    assertThat(hash(0)).isEqualTo(1_947_802_976L);
    assertThat(hash(3)).isEqualTo(1_827_592_406L);
    assertThat(hash(5)).isEqualTo(1_125_682_900L);
    assertThat(store.hash(0)).isEqualTo(new KvHash((int) 1_947_802_976L, -1, 6));
    writeMore();
    assertThat(hash(0)).isEqualTo(1_624_843_742L);
    assertThat(hash(5)).isEqualTo(1_125_682_900L);
  }

  @Test
  void isThatOfEtcdAfterCompactions() {
    writeFirst();
    writeMore();
    compactWhole(5);
    checkAfterFive();
    compactWhole(8);
    checkAfterEight();
    delete("", Ranges.NO_END);
    assertThat(hash(0)).isEqualTo(186_482_370L);
    assertThat(hash(9)).isEqualTo(4_145_895_282L);
    compactWhole(11);
    assertThat(hash(0)).isEqualTo(1_084_519_789L);
  }

  @Test
  void doesNotDependOnHowFarTheDeadAreClearedAway() {
    writeFirst();
    writeMore();
    store.compact(5);
    checkAfterFive();
    assertThat(store.compactStep(1)).isTrue();
    checkAfterFive();
    store.compact(8);
    checkAfterEight();
  }

  private void checkAfterFive() {
    assertThat(hash(0)).isEqualTo(2_544_757_479L);
    assertThat(hash(6)).isEqualTo(244_968_164L);
    assertThat(hash(7)).isEqualTo(1_654_692_518L);
    assertThat(hash(8)).isEqualTo(3_693_341_853L);
    assertThat(store.hash(6).compactRevision()).isEqualTo(5);
  }

  private void checkAfterEight() {
    assertThat(hash(0)).isEqualTo(3_126_525_452L);
    assertThat(hash(9)).isEqualTo(4_145_895_282L);
  }

  @Test
  void refusesWhatIsCompactedOrToCome() {
    writeFirst();
    compactWhole(5);
    assertRefused(EtcdError.COMPACTED, 5);
    assertRefused(EtcdError.COMPACTED, 1);
    assertRefused(EtcdError.FUTURE_REV, 7);
  }

  private void assertRefused(EtcdError error, long revision) {
    assertThatThrownBy(() -> store.hash(revision))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.error()).isEqualTo(error));
  }

  @Test
  void findsADifferentValueAtTheSameRevision() {
    final MvccStore other = MvccStore.open(new HeapEngine());
    put("a", "1");
    final MvccStore.WriteTxn txn = other.write();
    txn.set(bytes("a"), bytes("2"), 0);
    assertThat(txn.commit()).hasSize(1);
    assertThat(store.hash(2).hash()).isNotEqualTo(other.hash(2).hash());
  }
}
