package io.cornerstone.server.member;

import io.cornerstone.protocol.Member;
import io.cornerstone.server.apply.Applier;
import io.cornerstone.server.apply.Command;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.lease.Lessor;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.watch.WatchHub;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The apply thread: the only writer of the state machine. Each committed command runs in this
 * order: changes, new revision, events to the watchers, answer to the caller.
 *
 * <p>The store's commit marks are lazy: after a crash the log brings back what came after the last
 * one.
 */
final class ApplyLoop {
  private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);
  private static final int COMMIT_CHANGES_MAX = 10_000;

  private final SerialExecutor executor;
  private final MemberContext context;
  private final AppliedWaiters waiters;
  private final Compaction compaction;
  private final Defragmentation defragmentation;
  private final SlowApplies slow;
  private final AppliedMeter meter;

  private volatile StateMachine stateMachine;
  private boolean commitIsScheduled; // Apply thread only.

  // Set once, before anything is applied.
  private volatile @Nullable WatchHub watches;
  private volatile @Nullable LeaseDuty leases;
  private volatile @Nullable MembershipDuty membership;

  ApplyLoop(
      SerialExecutor executor, StateMachine stateMachine, MemberContext context, Readers readers) {
    this.executor = executor;
    this.stateMachine = stateMachine;
    this.context = context;
    final MemberTuning tuning = context.options().tuning();
    this.slow = new SlowApplies(context.options().name(), tuning.slowApply());
    this.meter = new AppliedMeter(context.meter());
    this.compaction = new Compaction(this, context);
    this.defragmentation = new Defragmentation(this, context);
    this.waiters =
        new AppliedWaiters(
            read -> {
              if (read.place() == PendingRead.Place.READER) {
                readers.run(read);
              } else {
                read.run(context::fail);
              }
            });
  }

  /** Before anything is applied. */
  void start(WatchHub watches, LeaseDuty leases, MembershipDuty membership) {
    this.watches = watches;
    this.leases = leases;
    this.membership = membership;
    execute(() -> membership.membersAre(applier()));
    execute(compaction::begin); // What an earlier life began is not remembered on disk.
  }

  /** The state machine now in use. Any thread; readers look it up anew for each attempt. */
  StateMachine stateMachine() {
    return stateMachine;
  }

  Applier applier() {
    return stateMachine.applier();
  }

  Lessor lessor() {
    return applier().lessor();
  }

  /** Any thread. */
  long appliedIndex() {
    return applier().applied().index();
  }

  /** Any thread. */
  List<Member> members() {
    return applier().members();
  }

  /** Runs a task on the apply thread; what it throws stops the member. */
  void execute(Runnable task) {
    executor.execute(() -> guarded(task));
  }

  void schedule(Duration delay, Runnable task) {
    executor.schedule(delay, () -> guarded(task));
  }

  /** Applies committed entries, in order. */
  void submit(List<Entry> entries) {
    if (!entries.isEmpty()) {
      execute(() -> applyAll(entries));
    }
  }

  /** Serves reads once {@code index} is applied. */
  void whenApplied(long index, List<PendingRead<?>> reads) {
    if (!reads.isEmpty()) {
      execute(() -> waiters.add(index, reads, appliedIndex()));
    }
  }

  void expireWaiting(long startedBefore) {
    execute(() -> waiters.expire(startedBefore));
  }

  /**
   * @param term in which this member leads from here on; 0 if it does not
   */
  void leads(long term) {
    execute(() -> started(leases).leads(term));
  }

  /**
   * Puts a snapshot's state in place of the present one.
   *
   * @param replaced takes the old one, on this thread, when nothing writes to it any more
   */
  void replace(StateMachine next, Consumer<StateMachine> replaced) {
    execute(
        () -> {
          final StateMachine old = stateMachine;
          context.meter().store().snapshotApplying(true);
          stateMachine = next;
          started(watches).replaceStore(next.applier().store());
          started(membership).membersAre(next.applier());
          waiters.applied(appliedIndex());
          compaction.begin();
          replaced.accept(old);
          context.meter().store().snapshotApplying(false);
        });
  }

  /** Marks the applied position in the store. Apply thread only. */
  void commit() {
    final long before = context.clock().monotonicNanos();
    applier().commit();
    context.meter().store().committed(context.clock().monotonicNanos() - before);
  }

  /** Runs {@code listener} when all that was compacted is given back. Apply thread only. */
  void whenCompacted(Runnable listener) {
    compaction.whenDone(listener);
  }

  /** Any thread. */
  void defragment(CompletableFuture<Void> done) {
    execute(() -> defragmentation.request(done));
  }

  private void applyAll(List<Entry> entries) {
    for (Entry entry : entries) {
      apply(entry);
      started(leases).applied(entry.term());
    }
    waiters.applied(appliedIndex());
    commitIfDue();
  }

  private void apply(Entry entry) {
    if (entry.data().isEmpty()) {
      applier().skip(entry.position());
      if (entry.type() == Entry.Type.CONFIG) {
        started(membership).leftJoint(entry.index());
      }
      return;
    }
    final Command command = Command.decode(entry.data());
    final long before = context.clock().monotonicNanos();
    final Outcome outcome = applier().apply(entry.position(), command);
    final long took = context.clock().monotonicNanos() - before;
    meter.applied(command, outcome, took);
    slow.applied(entry.position(), command, outcome, took);
    if (entry.type() == Entry.Type.CONFIG) {
      final Runnable answer = () -> context.pending().complete(command.requestId(), outcome);
      started(membership).applied(entry.index(), stateMachine, answer);
      return;
    }
    if (!outcome.events().isEmpty()) {
      started(watches).publish(outcome.revision(), outcome.events());
    }
    if (command.kind() == CommandKind.COMPACT && outcome.error() == null) {
      compaction.applied(command, outcome);
    } else {
      context.pending().complete(command.requestId(), outcome);
    }
  }

  private void commitIfDue() {
    final int changes = applier().uncommittedChanges();
    if (changes >= COMMIT_CHANGES_MAX) {
      commit();
    } else if (!commitIsScheduled) {
      commitIsScheduled = true;
      schedule(
          COMMIT_INTERVAL,
          () -> {
            commitIsScheduled = false;
            commit();
          });
    }
  }

  private void guarded(Runnable task) {
    if (context.hasFailed()) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      context.fail(e);
    }
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("not started");
    }
    return part;
  }
}
