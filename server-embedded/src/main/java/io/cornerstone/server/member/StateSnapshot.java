package io.cornerstone.server.member;

import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.snapshot.SnapshotSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** A view of the state machine, to be sent to a member that is too far behind. */
final class StateSnapshot implements SnapshotSource {
  private final SnapshotMeta meta;
  private final Engine.View view;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private StateSnapshot(SnapshotMeta meta, Engine.View view) {
    this.meta = meta;
    this.view = view;
  }

  /** The state as applied now. Apply thread only. */
  static StateSnapshot take(StateMachine stateMachine) {
    final Engine.View view = view(stateMachine);
    return new StateSnapshot(new SnapshotMeta(view.applied(), stateMachine.config()), view);
  }

  /** The store as applied now. Apply thread only. */
  static Engine.View view(StateMachine stateMachine) {
    stateMachine.applier().commit();
    return stateMachine.engine().view();
  }

  @Override
  public SnapshotMeta meta() {
    return meta;
  }

  @Override
  public void writeTo(OutputStream target) throws IOException {
    view.writeTo(target);
  }

  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      view.close();
    }
  }
}
