package io.cornerstone.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.sim.SimDisk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Space is given back segment by segment, and the versions of one key lie in several of them. */
final class ReclaimedTombstoneTest {
  private static final Path DIRECTORY = Path.of("/member/store");
  private static final SegmentEngine.Options TINY =
      SegmentEngine.Options.DEFAULT.withSegmentBytes(1000);
  private static final ByteString KEY = ByteString.copyFromUtf8("deleted");

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

  @Test
  void aDeletedKeyStaysDeletedWhenItsDeletionIsReclaimedFirst() throws IOException {
    SegmentEngine engine = SegmentEngine.open(disk, DIRECTORY, TINY);
    MvccStore store = MvccStore.open(engine);
    put(engine, store, KEY, 10);
    // The first segments stay, as nearly all in them is alive.
    for (int i = 0; i < 10; i++) {
      put(engine, store, ByteString.copyFromUtf8("live-" + i), 300);
    }
    MvccStore.WriteTxn txn = store.write();
    txn.delete(KEY, ByteString.EMPTY);
    txn.commit();
    commit(engine);
    // The segment with the deletion is rewritten, as nearly all in it is dead.
    for (int i = 0; i < 40; i++) {
      put(engine, store, ByteString.copyFromUtf8("hot"), 300);
    }
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
    engine.close();

    SegmentEngine again = SegmentEngine.open(disk, DIRECTORY, TINY);
    MvccStore reopened = MvccStore.open(again);
    RangeRequest request = RangeRequest.newBuilder().setKey(KEY).build();
    assertThat(store.currentRevision()).isEqualTo(reopened.currentRevision());
    assertThat(reopened.range(request).kvs()).isEmpty();
    again.close();
  }
}
