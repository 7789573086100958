package io.cornerstone.server.member;

import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.server.peer.PeerHandler;
import io.cornerstone.server.peer.PeerHash;
import io.cornerstone.server.raft.Message;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.snapshot.IncomingSnapshot;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Hands what other members send to the loop that it concerns. */
record PeerEvents(RaftLoop raft, SnapshotsIn snapshots, LeaseCalls leases, HashCalls hashes)
    implements PeerHandler {
  @Override
  public void received(long from, List<Message> messages) {
    raft.received(from, messages);
  }

  @Override
  public void unreachable(long member) {
    raft.unreachable(member);
  }

  @Override
  public IncomingSnapshot snapshot(long from, long term, SnapshotMeta meta) {
    return snapshots.begin(from, term, meta);
  }

  @Override
  public CompletableFuture<Long> renewLease(long leaseId) {
    return leases.renewHere(leaseId);
  }

  @Override
  public CompletableFuture<PeerHash> hash(long revision) {
    return hashes.here(revision);
  }

  @Override
  public CompletableFuture<LeaseTimeToLiveResponse> timeToLive(long leaseId, boolean keys) {
    return leases.timeToLiveHere(leaseId, keys);
  }
}
