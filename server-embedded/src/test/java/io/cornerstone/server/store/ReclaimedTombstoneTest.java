package io.cornerstone.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.sim.SimDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Space is given back segment by segment, and the versions of one key lie in several of them. */
final class ReclaimedTombstoneTest {
  private static final Path DIRECTORY = Path.of("/member/store");
  private static final SegmentEngine.Options TINY =
      SegmentEngine.Options.DEFAULT.withSegmentBytes(1000);
  private static final int KEYS = 30;
  private static final ByteString KEY = ByteString.copyFromUtf8("deleted");
  private static final ByteString KEYS_END = ByteString.copyFromUtf8("deletee");

  private final SimDisk disk = new SimDisk();
  private long index;

  private void commit(SegmentEngine engine) {
    index++;
    engine.commit(new LogPosition(1, index));
    engine.sync();
  }

  private void put(SegmentEngine engine, MvccStore store, ByteString key, int bytes) {
    MvccStore.WriteTxn txn = store.write();
    txn.set(key, ByteString.copyFrom(new byte[bytes]), 0);
    txn.commit();
    commit(engine);
  }

  /** Keys are put, and others among them; the first are deleted in segments of their own. */
  private void deleteLate(SegmentEngine engine, MvccStore store) {
    put(engine, store, KEY, 10);
    for (int i = 1; i < KEYS; i++) {
      put(engine, store, ByteString.copyFromUtf8("deleted-" + i), 10);
      overwriteLive(engine, store, i);
    }
    MvccStore.WriteTxn txn = store.write();
    txn.delete(KEY, KEYS_END);
    txn.commit();
    commit(engine);
    // The last segment with deletions is rewritten, as nearly all in it is dead.
    for (int i = 0; i < 40; i++) {
      put(engine, store, ByteString.copyFromUtf8("hot"), 300);
    }
    compactAndReclaim(engine, store);
  }

  /** The first segments stay as long as most in them is alive. */
  private void overwriteLive(SegmentEngine engine, MvccStore store, int number) {
    for (int i = 0; i < 3; i++) {
      put(engine, store, ByteString.copyFromUtf8("live-" + i + "-" + number), 300);
    }
  }

  private void compactAndReclaim(SegmentEngine engine, MvccStore store) {
    store.compact(store.currentRevision());
    while (store.compactStep(100)) {
      // All of it.
    }
    commit(engine);
    commit(engine);
    put(engine, store, ByteString.copyFromUtf8("hot"), 300);
    commit(engine);
    while (engine.reclaimStep()) {
      commit(engine);
    }
  }

  /** How many deletions are on the disk, needed or not. */
  private static int deletions(SegmentEngine engine) throws IOException {
    AtomicInteger count = new AtomicInteger();
    try (Engine.View view = engine.view()) {
      view.scan(
          new Revision(0, 0),
          change -> {
            count.addAndGet(change.tombstone() ? 1 : 0);
            return true;
          });
    }
    return count.get();
  }

  @Test
  void aDeletionThatHadToStayGoesOnceNothingOlderIsLeft() throws IOException {
    SegmentEngine engine = SegmentEngine.open(disk, DIRECTORY, TINY);
    MvccStore store = MvccStore.open(engine);
    deleteLate(engine, store);
    assertThat(deletions(engine)).isEqualTo(KEYS);
    for (int i = 1; i < KEYS; i++) {
      overwriteLive(engine, store, i);
    }
    compactAndReclaim(engine, store);
    assertThat(deletions(engine)).isZero();
    engine.close();
  }

  @Test
  void aDeletedKeyStaysDeletedWhenItsDeletionIsReclaimedFirst() throws IOException {
    SegmentEngine engine = SegmentEngine.open(disk, DIRECTORY, TINY);
    MvccStore store = MvccStore.open(engine);
    deleteLate(engine, store);
    engine.close();

    SegmentEngine again = SegmentEngine.open(disk, DIRECTORY, TINY);
    MvccStore reopened = MvccStore.open(again);
    RangeRequest request = RangeRequest.newBuilder().setKey(KEY).setRangeEnd(KEYS_END).build();
    assertThat(store.currentRevision()).isEqualTo(reopened.currentRevision());
    assertThat(reopened.range(request).kvs()).isEmpty();
    again.close();
  }
}
