package io.cornerstone.server.member;

import com.google.protobuf.Message;
import io.cornerstone.protocol.AlarmMember;
import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.ResponseHeader;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.KvHash;
import io.cornerstone.server.mvcc.RangeResult;
import io.cornerstone.server.raft.RaftStatus;
import io.cornerstone.server.watch.WatchHub;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a running member offers to its services. Every method may be called on any thread and never
 * blocks. Futures complete on a thread of the member: continuations must be short. They fail with
 * {@link io.cornerstone.protocol.RefusedException}.
 */
public interface MemberView {
  /**
   * Proposes a command and waits until it was applied on this member. The future never holds an
   * {@link Outcome} with an error: it fails with it instead. Cancelled, the command is not proposed
   * if it still waits for a leader; otherwise it may be applied nevertheless.
   */
  CompletableFuture<Outcome> propose(CommandKind kind, Message request, Identity identity);

  /** Reads: linearizable ones after a read index round, serializable ones at once. */
  CompletableFuture<RangeResult> range(RangeRequest request, Identity identity);

  /**
   * Evaluates a txn that holds only ranges in both branches: at one pinned revision, after a read
   * index round if {@code linearizable}.
   */
  CompletableFuture<Outcome> readTxn(TxnRequest request, boolean linearizable, Identity identity);

  /**
   * Runs a read-only computation on a reader thread, after a read index round if {@code
   * linearizable}.
   */
  <T> CompletableFuture<T> read(boolean linearizable, java.util.function.Supplier<T> computation);

  /**
   * A checksum of this member's changes up to a revision, of the latest if 0; computed on a reader
   * thread while writes go on.
   */
  CompletableFuture<KvHash> hash(long revision);

  /**
   * Gives the room back that this member's files take beyond their content, while reads and writes
   * go on. Fails with a {@link io.cornerstone.server.mvcc.Engine.RewriteFailedException} if it was
   * given up; the store is as good as before then.
   */
  CompletableFuture<Void> defragment();

  /**
   * A view of all that is applied on this member now. The caller closes it, and may read it in
   * {@link #read}.
   */
  CompletableFuture<Engine.View> view();

  /** Renews a lease at the leader. @return the ttl, 0 if the lease is unknown */
  CompletableFuture<Long> renewLease(long leaseId);

  /** Asks the leader; the response has no header. */
  CompletableFuture<LeaseTimeToLiveResponse> timeToLive(long leaseId, boolean keys);

  /** The leases that this member knows, ascending. */
  CompletableFuture<List<Long>> leases();

  /** The members that this member knows, in order of id. */
  List<Member> members();

  /** The alarms that this member knows, of all members. */
  List<AlarmMember> alarms();

  /** Changes of the members and of the leader. */
  MemberChanges changes();

  /** A header with this member's ids and term and the given revision. */
  ResponseHeader header(long revision);

  long currentRevision();

  RaftStatus raftStatus();

  long appliedIndex();

  /** Proposals made here that wait to be applied. */
  int pendingProposals();

  /** Revisions below this one are gone; -1 before the first compaction. */
  long compactRevision();

  /** Keys of the store, with those that were deleted and not compacted yet. */
  long keys();

  long storeBytes();

  long storeBytesInUse();

  WatchHub watches();

  MemberLimits limits();

  /** For lease ids and the like: positive, unique in the cluster with overwhelming likelihood. */
  long nextId();

  /**
   * Calls {@code listener} when this member has had no leader for three election timeouts, until
   * the handle is closed.
   */
  AutoCloseable onLeaderLost(Runnable listener);
}
