package io.cornerstone.server.member;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.server.env.Meter;
import io.cornerstone.server.raft.RaftCore;
import io.cornerstone.server.raft.RaftStatus;
import io.cornerstone.server.raft.ReadState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Linearizable reads that wait for a read index. All that wait when a round starts share it; those
 * that come later wait for the next one, since the round's index may be older than they are. Raft
 * thread only.
 */
final class IndexReads {
  private static final long RETRY_NANOS = Duration.ofMillis(500).toNanos();

  private final RequestIds ids;
  private final long timeoutNanos;
  private final Meter meter;

  private List<PendingRead<?>> arrived = new ArrayList<>();
  private List<PendingRead<?>> inRound = new ArrayList<>();

  // The questions of the round that is under way; an answer to any of them will do. They are
  // request
  // ids, so that an answer to an earlier round or life of this member is never taken for one of
  // ours.
  private final List<Long> contexts = new ArrayList<>();
  private long sentNanos;
  private long askedLeader;

  IndexReads(RequestIds ids, Duration timeout, Meter meter) {
    this.ids = ids;
    this.meter = meter;
    this.timeoutNanos = timeout.toNanos();
  }

  void add(List<PendingRead<?>> reads) {
    arrived.addAll(reads);
  }

  /** Begins a round if none is under way and reads wait. */
  void begin(RaftCore core, long nowNanos) {
    if (inRound.isEmpty()) {
      if (arrived.isEmpty()) {
        return;
      }
      inRound = arrived;
      arrived = new ArrayList<>();
    }
    if (contexts.isEmpty()) {
      ask(core, nowNanos);
    }
  }

  /**
   * @return the reads whose index this is; empty if it answers nothing that is still asked
   */
  List<PendingRead<?>> confirmed(ReadState state) {
    if (!contexts.contains(state.context())) {
      return List.of();
    }
    final List<PendingRead<?>> confirmed = inRound;
    endRound();
    return confirmed;
  }

  /** A question may have got lost, and a caller's time may be over. */
  void tick(RaftCore core, long nowNanos) {
    final boolean wereSome = expire(arrived, nowNanos) | expire(inRound, nowNanos);
    if (wereSome) {
      meter.readIndexFailed();
    }
    if (inRound.isEmpty()) {
      endRound();
    } else if (nowNanos - sentNanos >= RETRY_NANOS) {
      meter.readIndexSlow();
      ask(core, nowNanos);
    }
  }

  /** The one that was asked leads no more: its answer may never come. */
  void leaderIs(RaftStatus status) {
    if (!contexts.isEmpty() && status.leader() != 0 && status.leader() != askedLeader) {
      final List<PendingRead<?>> refused = inRound;
      endRound();
      meter.readIndexFailed();
      refused.forEach(read -> read.refuse(EtcdError.LEADER_CHANGED));
    }
  }

  private void ask(RaftCore core, long nowNanos) {
    final long context = ids.next();
    sentNanos = nowNanos;
    if (core.readIndex(context)) {
      contexts.add(context);
      askedLeader = core.status().leader();
    }
  }

  private void endRound() {
    inRound = new ArrayList<>();
    contexts.clear();
  }

  /** Returns whether any was given up. */
  private boolean expire(List<PendingRead<?>> reads, long nowNanos) {
    final int before = reads.size();
    final Iterator<PendingRead<?>> each = reads.iterator();
    while (each.hasNext()) {
      final PendingRead<?> read = each.next();
      if (nowNanos - read.startNanos() > timeoutNanos) {
        each.remove();
        read.refuse(EtcdError.TIMEOUT);
      }
    }
    return reads.size() < before;
  }
}
