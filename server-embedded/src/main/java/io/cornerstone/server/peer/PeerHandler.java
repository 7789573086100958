package io.cornerstone.server.peer;

import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.server.raft.Message;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.snapshot.IncomingSnapshot;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a member does with what the network brings. Any thread; nothing here may block. */
public interface PeerHandler {
  /** Messages in the order in which they were sent. May be dropped when there are too many. */
  void received(long from, List<Message> messages);

  /** Messages to this member were lost. */
  void unreachable(long member);

  /** A snapshot begins to arrive. */
  IncomingSnapshot snapshot(long from, long term, SnapshotMeta meta);

  /**
   * Renews a lease if this member leads. Fails with a {@link
   * io.cornerstone.protocol.RefusedException}, NOT_LEADER if it does not lead.
   */
  CompletableFuture<Long> renewLease(long leaseId);

  /**
   * A checksum of this member's data up to a revision, of the latest if 0. Fails with a {@link
   * io.cornerstone.protocol.RefusedException} if it does not have that revision, yet or any more.
   */
  CompletableFuture<PeerHash> hash(long revision);

  /** Answers if this member leads, and fails like {@link #renewLease}. */
  CompletableFuture<LeaseTimeToLiveResponse> timeToLive(long leaseId, boolean keys);
}
