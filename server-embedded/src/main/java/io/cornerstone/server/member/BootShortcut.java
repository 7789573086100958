package io.cornerstone.server.member;

import io.cornerstone.server.peer.PeerNetwork;
import io.cornerstone.server.raft.RaftCore;
import io.cornerstone.server.raft.RaftStatus;
import java.util.Set;

/**
 * Makes the first election fast. A member alone need not wait for anybody; founders wait only for
 * what is left of the first election timeout once a quorum can be reached. It is still an election
 * timeout like any other, so nothing here can do more than start an election. Raft thread only.
 */
final class BootShortcut {
  /** Ticks of the first timeout that are not skipped. */
  private static final int TICKS_LEFT = 2;

  private final RaftCore core;
  private final PeerNetwork peers;
  private final int electionTicks;
  private final boolean isFast;
  private boolean isOver;

  BootShortcut(RaftCore core, PeerNetwork peers, MemberOptions options) {
    this.core = core;
    this.peers = peers;
    this.electionTicks = options.electionTicks();
    this.isFast = options.tuning().isFirstElectionFast();
  }

  void start() {
    if (core.config().voters().equals(Set.of(core.status().memberId()))) {
      isOver = true;
      core.campaign();
    }
  }

  void tick() {
    if (isOver || !isFast) {
      return;
    }
    if (core.status().leader() != 0) {
      isOver = true;
    } else if (reachesQuorum(core.status().memberId())) {
      isOver = true;
      for (int tick = 0; tick < electionTicks - TICKS_LEFT; tick++) {
        core.tick();
      }
    }
  }

  /** Whether the leader, or as leader a quorum, can be talked to. */
  boolean canReachLeader(RaftStatus status) {
    return status.leader() == status.memberId()
        ? reachesQuorum(status.memberId())
        : peers.isConnected(status.leader());
  }

  private boolean reachesQuorum(long self) {
    final Set<Long> voters = core.config().voters();
    final long reached =
        voters.stream().filter(voter -> voter == self || peers.isConnected(voter)).count();
    return reached > voters.size() / 2;
  }
}
