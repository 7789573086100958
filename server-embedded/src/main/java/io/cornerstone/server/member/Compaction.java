package io.cornerstone.server.member;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.server.apply.Command;
import io.cornerstone.server.apply.Outcome;
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
  private final MemberTuning tuning;
  private List<Waiting> waiting = new ArrayList<>();
  private List<Runnable> listeners = new ArrayList<>();
  private boolean isRunning;

  Compaction(ApplyLoop apply, PendingProposals pending, MemberTuning tuning) {
    this.apply = apply;
    this.pending = pending;
    this.tuning = tuning;
  }

  /** A compact command was applied. */
  void applied(Command command, Outcome outcome) {
    if (isPhysical(command)) {
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
      apply.execute(this::step);
    }
  }

  private void step() {
    if (apply.applier().store().compactStep(tuning.compactionKeysPerStep())) {
      apply.schedule(tuning.compactionPause(), this::step);
      return;
    }
    isRunning = false;
    final List<Waiting> done = waiting;
    waiting = new ArrayList<>();
    done.forEach(one -> pending.complete(one.requestId(), one.outcome()));
    final List<Runnable> told = listeners;
    listeners = new ArrayList<>();
    told.forEach(Runnable::run);
  }

  private static boolean isPhysical(Command command) {
    try {
      return CompactionRequest.parseFrom(command.payload()).getPhysical();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a compaction that was applied cannot be read", e);
    }
  }
}
