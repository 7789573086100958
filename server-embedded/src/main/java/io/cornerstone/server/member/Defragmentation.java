package io.cornerstone.server.member;

import io.cornerstone.server.env.Clock;
import io.cornerstone.server.env.StoreMeter;
import io.cornerstone.server.mvcc.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Rewrites the store in small steps between commands: neither reads nor writes stop meanwhile. A
 * compaction that is under way ends first, so that what it gives back is not copied. Apply thread
 * only.
 */
final class Defragmentation {
  private final ApplyLoop apply;
  private final StoreMeter meter;
  private final Clock clock;
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private List<CompletableFuture<Void>> served = List.of();
  private long startNanos;

  Defragmentation(ApplyLoop apply, MemberContext context) {
    this.apply = apply;
    this.meter = context.meter().store();
    this.clock = context.clock();
  }

  /** Begins, or joins those who wait for the next run. */
  void request(CompletableFuture<Void> done) {
    waiting.add(done);
    if (served.isEmpty()) {
      next();
    }
  }

  private void next() {
    served = waiting;
    waiting = new ArrayList<>();
    if (!served.isEmpty()) {
      apply.whenCompacted(this::begin);
    }
  }

  private void begin() {
    startNanos = clock.monotonicNanos();
    meter.defragmentBegan();
    apply.commit();
    apply.stateMachine().engine().beginDefragment();
    apply.execute(this::step);
  }

  private void step() {
    try {
      // After a snapshot came in this is a new engine, in which nothing was begun.
      if (apply.stateMachine().engine().defragmentStep()) {
        apply.execute(this::step);
        return;
      }
      served.forEach(one -> one.complete(null));
    } catch (Engine.RewriteFailedException e) {
      served.forEach(one -> one.completeExceptionally(e));
    }
    meter.defragmentEnded(clock.monotonicNanos() - startNanos);
    next();
  }
}
