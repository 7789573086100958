package io.cornerstone.server.member;

import io.cornerstone.server.env.Clock;
import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.env.StoreMeter;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.RaftCore;
import io.cornerstone.server.raft.SnapshotMeta;
import java.util.function.Consumer;

/**
 * Cuts the log now and then, behind what the store has durably. Three threads take part, none waits
 * for another: apply marks its position, the sync thread makes it durable, and the raft thread
 * cuts.
 */
final class LogCutter {
  /** With entries of the largest size the usual count would fill the memory. */
  private static final long LOG_BYTES_MAX = 64L << 20;

  private static final long LARGE_ENTRIES_KEPT = 100;

  private final MemberOptions options;
  private final ApplyLoop apply;
  private final SerialExecutor sync;
  private final Consumer<LogPosition> onSynced;
  private final Consumer<Throwable> fault;
  private final StoreMeter meter;
  private final Clock clock;

  private boolean isRunning; // Raft thread only, like the rest.
  private long lastApplied;

  /**
   * @param lastCut where the log begins
   * @param onSynced takes the position that the store has durably; any thread
   */
  LogCutter(
      MemberContext context,
      ApplyLoop apply,
      SerialExecutor sync,
      long lastCut,
      Consumer<LogPosition> onSynced) {
    this.options = context.options();
    this.apply = apply;
    this.sync = sync;
    this.lastApplied = lastCut;
    this.onSynced = onSynced;
    this.fault = context::fail;
    this.meter = context.meter().store();
    this.clock = context.clock();
  }

  /** Begins a cut if it is time. */
  void check(RaftCore core) {
    final long applied = apply.appliedIndex();
    final long grown = applied - lastApplied;
    final boolean isDue =
        grown >= options.snapshotCount() || (isLarge(core) && grown >= LARGE_ENTRIES_KEPT);
    if (isDue && !isRunning) {
      isRunning = true;
      lastApplied = applied;
      apply.execute(this::commit);
    }
  }

  /** Ends a cut: the store has this much durably. */
  void cut(RaftCore core, LogWriter writer, LogPosition synced, long cutIndexMax) {
    isRunning = false;
    final long kept =
        isLarge(core)
            ? Math.min(LARGE_ENTRIES_KEPT, options.snapshotCatchUpEntries())
            : options.snapshotCatchUpEntries();
    final long index = Math.min(Math.min(synced.index(), lastApplied - kept), cutIndexMax);
    if (index >= core.firstIndex()) {
      writer.compact(new SnapshotMeta(new LogPosition(core.termAt(index), index), core.config()));
      core.compact(index);
    }
  }

  private static boolean isLarge(RaftCore core) {
    return core.logBytes() > LOG_BYTES_MAX;
  }

  /** Apply thread. */
  private void commit() {
    apply.commit();
    final Engine engine = apply.stateMachine().engine();
    sync.execute(() -> sync(engine));
  }

  /** Sync thread. */
  private void sync(Engine engine) {
    final long before = clock.monotonicNanos();
    try {
      engine.sync();
      meter.checkpointed(clock.monotonicNanos() - before);
      onSynced.accept(engine.synced());
    } catch (Engine.ClosedEngineException e) {
      // A snapshot replaced the store, and the log with it.
      onSynced.accept(LogPosition.ZERO);
    } catch (RuntimeException e) {
      fault.accept(e);
    }
  }
}
