package io.cornerstone.server.member;

import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.Ready;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.wal.Wal;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the log on a thread of its own, so that the raft thread goes on while the disk works. What
 * gathers meanwhile is one batch with one sync. Order is kept in everything: in what is written,
 * and in what waits for it.
 *
 * <p>Committed entries wait too until they are durable here, although a quorum has them on disk:
 * the state machine must not get ahead of a log that may lose its end.
 *
 * <p>Raft thread, where not said otherwise; the disk thread alone touches the log.
 */
final class LogWriter {
  private static final Logger log = LoggerFactory.getLogger(LogWriter.class);
  private static final long SLOW_SYNC_NANOS = 1_000_000_000L;

  /** Something to do with the log, on the disk thread. */
  private interface Action {
    void run(Wal wal) throws IOException;
  }

  /**
   * @param after what waits until this and everything before it is durable; on the raft thread
   */
  private record Step(Action action, boolean mustSync, Runnable after) {}

  /** Entries that were written, up to the last that later writes have not replaced. */
  private static final class Span {
    private long lastIndex;

    Span(long lastIndex) {
      this.lastIndex = lastIndex;
    }
  }

  private final MemberContext context;
  private final SerialExecutor disk;
  private final Wal wal;
  private final Consumer<Runnable> raftThread;
  private final Consumer<List<Entry>> apply;
  private final Deque<Entry> committed = new ArrayDeque<>(); // But not durable here.
  private final Deque<Span> undurable = new ArrayDeque<>();
  private List<Step> waiting = new ArrayList<>();
  private boolean isRunning; // A batch is with the disk thread.
  private boolean mustSync; // Some step that waits needs a sync.
  private long durableIndex; // Everything up to it that is in the log now is durable.

  /**
   * @param raftThread runs a task on the raft thread
   * @param apply takes committed entries, in order
   */
  LogWriter(
      MemberContext context,
      SerialExecutor disk,
      Wal wal,
      long durableIndex,
      Consumer<Runnable> raftThread,
      Consumer<List<Entry>> apply) {
    this.context = context;
    this.disk = disk;
    this.wal = wal;
    this.durableIndex = durableIndex;
    this.raftThread = raftThread;
    this.apply = apply;
  }

  /**
   * Writes what a Ready asks for, but for its snapshot.
   *
   * @param after called when it is durable; at once if there is nothing to wait for
   */
  void write(Ready ready, Runnable after) {
    final HardState hardState = ready.hardState();
    final List<Entry> entries = ready.entries();
    if (!entries.isEmpty()) {
      replacedFrom(entries.get(0).index());
      undurable.add(new Span(entries.get(entries.size() - 1).index()));
    }
    add(
        new Step(
            wal -> append(wal, hardState, entries),
            ready.mustSync(),
            () -> {
              if (!entries.isEmpty()) {
                durableIndex = Math.max(durableIndex, undurable.remove().lastIndex);
              }
              after.run();
            }));
    committed.addAll(ready.committed());
    applyDurable();
  }

  private void replacedFrom(long index) {
    durableIndex = Math.min(durableIndex, index - 1);
    undurable.forEach(span -> span.lastIndex = Math.min(span.lastIndex, index - 1));
  }

  private void append(Wal wal, @Nullable HardState hardState, List<Entry> entries)
      throws IOException {
    if (hardState != null || !entries.isEmpty()) {
      wal.append(hardState, entries);
      long bytes = 0;
      for (Entry entry : entries) {
        bytes += entry.data().size();
      }
      context.meter().logBytes(bytes);
    }
  }

  /** The log begins anew after a snapshot that the store has durably. */
  void reset(SnapshotMeta start, HardState hardState) {
    final long index = start.last().index();
    replacedFrom(index + 1);
    committed.clear(); // The snapshot has them.
    add(new Step(wal -> wal.reset(start, hardState), true, () -> durableIndex = index));
  }

  /** The log begins after {@code start}, as the store has the rest durably. */
  void compact(SnapshotMeta start) {
    add(new Step(wal -> wal.compact(start), true, () -> {}));
  }

  private void add(Step step) {
    if (!isRunning && !mustSync && !step.mustSync()) {
      waiting.add(new Step(step.action(), false, () -> {})); // For the next sync.
      step.after().run();
      return;
    }
    waiting.add(step);
    mustSync |= step.mustSync();
    startIfIdle();
  }

  private void startIfIdle() {
    if (!isRunning && mustSync) {
      final List<Step> batch = waiting;
      waiting = new ArrayList<>();
      mustSync = false;
      isRunning = true;
      disk.execute(() -> run(batch));
    }
  }

  /** Disk thread. */
  private void run(List<Step> batch) {
    if (context.hasFailed()) {
      return;
    }
    try {
      final long before = context.clock().monotonicNanos();
      for (Step step : batch) {
        step.action().run(wal);
      }
      context.meter().logWritten(context.clock().monotonicNanos() - before);
      sync();
      raftThread.accept(() -> done(batch));
      wal.rollIfFull(); // Nobody waits for it but the next batch.
    } catch (IOException | RuntimeException | Error e) {
      context.fail(e);
    }
  }

  private void sync() throws IOException {
    final long before = context.clock().monotonicNanos();
    wal.sync();
    final long took = context.clock().monotonicNanos() - before;
    context.meter().logSynced(took);
    if (took > SLOW_SYNC_NANOS) {
      log.warn("slow disk: member={} syncMillis={}", context.options().name(), took / 1_000_000);
    }
  }

  private void done(List<Step> batch) {
    isRunning = false;
    batch.forEach(step -> step.after().run());
    applyDurable();
    releaseWaiting();
    startIfIdle();
  }

  /** Those steps that waited only for steps before them, which are done. */
  private void releaseWaiting() {
    for (int i = 0; i < waiting.size() && !waiting.get(i).mustSync(); i++) {
      final Step released = waiting.get(i);
      waiting.set(i, new Step(released.action(), false, () -> {}));
      released.after().run();
    }
  }

  private void applyDurable() {
    final List<Entry> ready = new ArrayList<>();
    while (!committed.isEmpty() && committed.element().index() <= durableIndex) {
      ready.add(committed.remove());
    }
    apply.accept(ready);
  }
}
