package io.cornerstone.server.member;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.server.raft.RaftCore;
import io.cornerstone.server.raft.RaftCore.ProposalFate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Proposals between the inbox and the core. They wait here while no leader is known, and leave
 * once: what may have reached a log is never proposed again, as it could then take effect twice.
 * Raft thread only.
 */
final class ProposalQueue {
  /** A forwarded batch is one message, so its size is bounded. */
  private static final long BATCH_BYTES_MAX = 1 << 20;

  private final PendingProposals pending;
  private final ArrayDeque<Proposal> waiting = new ArrayDeque<>();
  private final ArrayDeque<Proposal> waitingConfigs = new ArrayDeque<>();
  private boolean hasWaited; // Callers may have given up meanwhile.

  ProposalQueue(PendingProposals pending) {
    this.pending = pending;
  }

  void add(List<Proposal> proposals) {
    for (Proposal proposal : proposals) {
      (proposal.isConfig() ? waitingConfigs : waiting).add(proposal);
    }
  }

  void offerTo(RaftCore core) {
    if (hasWaited) {
      hasWaited = false;
      dropExpired();
    }
    offerConfigsTo(core);
    while (!waiting.isEmpty()) {
      final int batch = batchSize();
      final List<ByteString> commands = new ArrayList<>(batch);
      waiting.stream().limit(batch).forEach(proposal -> commands.add(proposal.command()));
      final ProposalFate fate = core.propose(commands);
      if (fate == ProposalFate.NO_LEADER) {
        hasWaited = true;
        return;
      }
      for (int i = 0; i < batch; i++) {
        final Proposal proposal = waiting.remove();
        if (fate == ProposalFate.TOO_MANY) {
          pending.refuse(proposal, EtcdError.REQUEST_TOO_MANY_REQUESTS);
        }
      }
    }
  }

  /** Changes of the configuration go one by one: the next waits until the last is in force. */
  private void offerConfigsTo(RaftCore core) {
    while (!waitingConfigs.isEmpty()) {
      final ProposalFate fate = core.proposeConfig(waitingConfigs.element().command());
      if (fate == ProposalFate.NO_LEADER || fate == ProposalFate.CONFIG_PENDING) {
        hasWaited = true;
        return;
      }
      final Proposal proposal = waitingConfigs.remove();
      if (fate == ProposalFate.TOO_MANY) {
        pending.refuse(proposal, EtcdError.REQUEST_TOO_MANY_REQUESTS);
      }
    }
  }

  /** Forgets those whose callers wait no more. */
  void dropExpired() {
    waiting.removeIf(proposal -> !pending.isWaiting(proposal));
    waitingConfigs.removeIf(proposal -> !pending.isWaiting(proposal));
  }

  private int batchSize() {
    int size = 0;
    long bytes = 0;
    for (Proposal proposal : waiting) {
      bytes += proposal.command().size();
      if (size > 0 && bytes > BATCH_BYTES_MAX) {
        break;
      }
      size++;
    }
    return size;
  }
}
