package io.cornerstone.server.mvcc;

import static io.cornerstone.server.mvcc.Ranges.bytes;
import static io.cornerstone.server.mvcc.Ranges.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.server.env.Invariant.InvariantViolation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the engine cannot do is neither hidden nor taken for a compaction. */
final class EngineFailureTest {
  private final HeapEngine engine = new HeapEngine();
  private final MvccStore store = MvccStore.open(engine);

  @BeforeEach
  void write() {
    for (int i = 0; i < 3; i++) {
      final MvccStore.WriteTxn txn = store.write();
      txn.set(bytes("a"), bytes("v"), 0);
      assertThat(txn.commit()).hasSize(1);
    }
  }

  @Test
  void aReadThatFailsFails() {
    engine.beforeNextRead(
        () -> {
          throw new IllegalStateException("broken disk");
        });
    assertThatThrownBy(() -> store.range(key("a").build())).hasMessage("broken disk");
  }

  @Test
  void aClosedEngineIsSaidToBeClosed() {
    engine.close();
    assertThatThrownBy(() -> store.range(key("a").build()))
        .isInstanceOf(Engine.ClosedEngineException.class);
  }

  @Test
  void anEngineWithAMissingRevisionIsNotOpened() {
    engine.markDead(new Revision(3, 0));
    assertThatThrownBy(() -> MvccStore.open(engine)).isInstanceOf(InvariantViolation.class);
  }
}
