package io.cornerstone.server.peer;

import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.server.raft.Message;
import io.cornerstone.server.snapshot.SnapshotSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The only way to other members. Messages may get lost, late or twice, as consensus allows, save
 * forwarded proposals, which never come twice; those that arrive come in the order of sending while
 * a connection lasts.
 */
public interface PeerNetwork extends AutoCloseable {
  /** Begins to connect and to deliver. Called once. */
  void start(PeerHandler handler);

  /**
   * Sends messages to a member, in order. Never blocks: what cannot be sent is dropped, and the
   * handler hears of it.
   */
  void send(long to, List<Message> messages);

  /**
   * Streams a snapshot and closes it.
   *
   * @param term the term in which this member leads
   * @return completes when the receiver has it verified and durable; fails if it does not
   */
  CompletableFuture<Void> sendSnapshot(long to, long term, SnapshotSource snapshot);

  /** Asks the leader; fails if it cannot be reached, is not the leader, or does not answer. */
  CompletableFuture<Long> renewLease(long leader, long leaseId, Duration timeout);

  /** Asks the leader, like {@link #renewLease}. */
  CompletableFuture<LeaseTimeToLiveResponse> timeToLive(
      long leader, long leaseId, boolean keys, Duration timeout);

  /** Asks a member for a checksum of its data; fails if it does not answer or cannot say. */
  CompletableFuture<PeerHash> hash(long member, long revision, Duration timeout);

  /** Whether messages to this member are on their way now, as far as one can tell. */
  boolean isConnected(long member);

  @Override
  void close();
}
