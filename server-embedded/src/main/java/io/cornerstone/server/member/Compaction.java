package io.cornerstone.server.member;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.server.apply.Command;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.env.Clock;
import io.cornerstone.server.env.StoreMeter;
import io.cornerstone.server.mvcc.MvccStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives dead revisions back in small steps between commands, so that a large compaction never holds
 * them up. A caller who asked for a physical compaction is answered when nothing is left to give
 * back. Apply thread only.
 */
final class Compaction {
  /** Someone who waits until everything is given back. */
  private record Waiting(long requestId, Outcome outcome) {}

  private final ApplyLoop apply;
  private final PendingProposals pending;
  private final StoreMeter meter;
  private final Clock clock;
  private final MemberTuning tuning;
  private List<Waiting> waiting = new ArrayList<>();
  private List<Runnable> listeners = new ArrayList<>();
  private boolean isRunning;
  private boolean hasWorked; // Since it began to run; not if there was nothing to do.
  private long startNanos;

  Compaction(ApplyLoop apply, MemberContext context) {
    this.apply = apply;
    this.pending = context.pending();
    this.meter = context.meter().store();
    this.clock = context.clock();
    this.tuning = context.options().tuning();
  }

  /** A compact command was applied. */
  void applied(Command command, Outcome outcome) {
    if (isPhysical(command)) {
      pending.hold(command.requestId());
      waiting.add(new Waiting(command.requestId(), outcome));
    } else {
      pending.complete(command.requestId(), outcome);
    }
    begin();
  }

  /** Runs {@code listener} once, on this thread, when nothing is left to do. */
  void whenDone(Runnable listener) {
    listeners.add(listener);
    begin();
  }

  /** Works until nothing is left to do. */
  void begin() {
    if (!isRunning) {
      isRunning = true;
      hasWorked = false;
      startNanos = clock.monotonicNanos();
      apply.execute(this::step);
    }
  }

  private void step() {
    if (compactSome()) {
      apply.schedule(tuning.compactionPause(), this::step);
      return;
    }
    isRunning = false;
    if (hasWorked) {
      apply.commit(); // What is dead is given back once a commit says so; there may be no other.
      meter.compactionEnded(clock.monotonicNanos() - startNanos, clock.wallMillis());
    }
    final List<Waiting> done = waiting;
    waiting = new ArrayList<>();
    done.forEach(one -> pending.complete(one.requestId(), one.outcome()));
    final List<Runnable> told = listeners;
    listeners = new ArrayList<>();
    told.forEach(Runnable::run);
  }

  /** Returns whether there is more to do. */
  private boolean compactSome() {
    final MvccStore store = apply.applier().store();
    if (!store.isCompacting()) {
      return false;
    }
    hasWorked = true;
    final long before = clock.monotonicNanos();
    final long reclaimed = store.reclaimedRevisions();
    final boolean isMore = store.compactStep(tuning.compactionKeysPerStep());
    meter.compactionStep(store.reclaimedRevisions() - reclaimed, clock.monotonicNanos() - before);
    return isMore;
  }

  private static boolean isPhysical(Command command) {
    try {
      return CompactionRequest.parseFrom(command.payload()).getPhysical();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a compaction that was applied cannot be read", e);
    }
  }
}
