package io.cornerstone.server.member;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.cornerstone.protocol.AlarmMember;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.protocol.ResponseHeader;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.server.apply.Command;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.KvHash;
import io.cornerstone.server.mvcc.MvccStore;
import io.cornerstone.server.mvcc.RangeResult;
import io.cornerstone.server.peer.PeerNetworks;
import io.cornerstone.server.raft.RaftStatus;
import io.cornerstone.server.wal.Wal;
import io.cornerstone.server.watch.WatchHub;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One member: what the services call, in front of the loops that do the work. Life cycle: opened,
 * started, closed or killed. A member that fails stands still at once; whoever owns it is told, and
 * kills it.
 */
public final class RunningMember implements MemberView {
  private static final long APPLY_BACKLOG_MAX = 5000;

  private final MemberContext context;
  private final Wal.Metadata identity;
  private final MemberParts parts;
  private final Publisher publisher;
  private final LeaderTransfer transfer;
  private final ClusterChanges changes;

  private RunningMember(MemberContext context, MemberParts parts) {
    this.context = context;
    this.identity = parts.identity();
    this.parts = parts;
    this.publisher = new Publisher(context, this);
    this.transfer = new LeaderTransfer(context, parts.raft(), parts.apply());
    this.changes = new ClusterChanges(context, this, parts.raft(), parts.peers(), transfer);
  }

  /**
   * Opens a member's data, or founds it. Nothing runs yet.
   *
   * @param onFailure hears once, on a thread of the member, why it cannot go on
   * @throws IOException with a message of one line, if the data cannot be used
   */
  public static RunningMember open(
      MemberOptions options,
      MemberSeams seams,
      MemberStart start,
      PeerNetworks networks,
      Consumer<Throwable> onFailure)
      throws IOException {
    final FailureRelay relay = new FailureRelay(onFailure);
    final MemberContext context = new MemberContext(options, seams, relay);
    final RunningMember member =
        new RunningMember(context, MemberParts.open(context, start, networks));
    relay.stopFirst(member::refuseAll);
    return member;
  }

  /** Begins to work. */
  public void start() {
    parts.start(publisher::leaderIs, changes);
  }

  /** Begins to compact by itself, keeping the history of this period. After {@link #start}. */
  public void compactByTime(Duration historyKept) {
    compactBy(
        new PeriodicCompaction(
            historyKept, context.clock().monotonicNanos(), store().currentRevision()));
  }

  /** Begins to compact by itself, keeping so many revisions. After {@link #start}. */
  public void compactByRevisions(long revisionsKept) {
    compactBy(new RevisionCompaction(revisionsKept));
  }

  /**
   * Compares this member's data with the others'; fails with an IOException of one line if they
   * differ. Members that do not answer, or cannot be compared with, count as equal. After {@link
   * #start}.
   */
  public CompletableFuture<Void> compareWithPeers() {
    return corruptionCheck().compareWithPeers();
  }

  /** Begins to compare all members' data, again and again, while this one leads. */
  public void checkForCorruption(Duration pause) {
    corruptionCheck().every(pause);
  }

  private CorruptionCheck corruptionCheck() {
    return new CorruptionCheck(this, context, parts.apply(), parts.hashCalls());
  }

  private void compactBy(CompactionPolicy policy) {
    new AutoCompaction(this, context, parts.apply(), policy).start();
  }

  /** Completes when a leader is known and the cluster knows this member as it is. */
  public CompletableFuture<Void> ready() {
    return publisher.published();
  }

  public long memberId() {
    return identity.memberId();
  }

  public long clusterId() {
    return identity.clusterId();
  }

  /**
   * Before an orderly end: lets another voter take over, if this member leads. Completes when that
   * is done, there is nobody, or it takes too long.
   */
  public CompletableFuture<Void> handOver() {
    return transfer.toAnyone().exceptionally(failure -> null);
  }

  /** Stops in order; everything that was applied is durable afterwards. */
  public void close() {
    parts.stop();
    refuseAll();
    parts.closeFiles();
  }

  /** Stops as a crash would: nothing is flushed. */
  public void kill() {
    parts.stop();
    refuseAll();
    parts.abortFiles();
  }

  @Override
  public CompletableFuture<Outcome> propose(CommandKind kind, Message request, Identity identity) {
    return propose(kind, request.toByteString(), identity);
  }

  CompletableFuture<Outcome> propose(CommandKind kind, ByteString payload, Identity identity) {
    final long requestId = context.ids().next();
    final ProposalResult result = new ProposalResult(context.pending(), requestId);
    if (raftStatus().commitIndex() - appliedIndex() > APPLY_BACKLOG_MAX) {
      result.completeExceptionally(new RefusedException(EtcdError.REQUEST_TOO_MANY_REQUESTS));
      return result;
    }
    final Command command = new Command(requestId, kind, identity, payload);
    final Proposal proposal =
        new Proposal(
            requestId, command.encode(), context.clock().monotonicNanos(), result, kind.isConfig());
    if (context.pending().add(proposal)) {
      parts.raft().propose(proposal);
    }
    return result;
  }

  @Override
  public CompletableFuture<RangeResult> range(RangeRequest request, Identity identity) {
    final long before = context.clock().monotonicNanos();
    return read(!request.getSerializable(), ReadPlaces.of(request), () -> store().range(request))
        .whenComplete(
            (result, failure) ->
                context
                    .meter()
                    .store()
                    .ranged(failure == null, context.clock().monotonicNanos() - before));
  }

  @Override
  public CompletableFuture<Outcome> readTxn(
      TxnRequest request, boolean linearizable, Identity identity) {
    return read(
            linearizable, ReadPlaces.of(request), () -> parts.apply().applier().readTxn(request))
        .thenApply(RunningMember::successful)
        .thenApply(this::ran);
  }

  @Override
  public <T> CompletableFuture<T> read(boolean linearizable, Supplier<T> computation) {
    return read(linearizable, PendingRead.Place.READER, computation);
  }

  @Override
  public CompletableFuture<KvHash> hash(long revision) {
    final long before = context.clock().monotonicNanos();
    return read(false, () -> store().hash(revision))
        .whenComplete(
            (hash, failure) ->
                context
                    .meter()
                    .store()
                    .hashed(revision != 0, context.clock().monotonicNanos() - before));
  }

  @Override
  public CompletableFuture<Void> defragment() {
    final CompletableFuture<Void> result = context.calls().begin();
    parts.apply().defragment(result);
    return result;
  }

  @Override
  public CompletableFuture<Engine.View> view() {
    final CompletableFuture<Engine.View> result = context.calls().begin();
    parts
        .apply()
        .execute(
            () -> {
              final Engine.View view =
                  new MeteredView(
                      StateSnapshot.view(parts.apply().stateMachine()),
                      context.meter().store(),
                      context.clock());
              if (!result.complete(view)) {
                view.close();
              }
            });
    return result;
  }

  @Override
  public CompletableFuture<Long> renewLease(long leaseId) {
    return parts.leaseCalls().renew(leaseId);
  }

  @Override
  public CompletableFuture<LeaseTimeToLiveResponse> timeToLive(long leaseId, boolean keys) {
    return parts.leaseCalls().timeToLive(leaseId, keys);
  }

  @Override
  public CompletableFuture<List<Long>> leases() {
    final CompletableFuture<List<Long>> result = context.calls().begin();
    parts.apply().execute(() -> result.complete(List.copyOf(parts.apply().lessor().leases())));
    return result;
  }

  @Override
  public List<Member> members() {
    return parts.apply().members();
  }

  @Override
  public List<AlarmMember> alarms() {
    return parts.apply().applier().alarms();
  }

  @Override
  public MemberChanges changes() {
    return changes;
  }

  @Override
  public ResponseHeader header(long revision) {
    return ResponseHeader.newBuilder()
        .setClusterId(identity.clusterId())
        .setMemberId(identity.memberId())
        .setRevision(revision)
        .setRaftTerm(raftStatus().term())
        .build();
  }

  @Override
  public long currentRevision() {
    return store().currentRevision();
  }

  @Override
  public RaftStatus raftStatus() {
    return parts.raft().status();
  }

  @Override
  public long appliedIndex() {
    return parts.apply().appliedIndex();
  }

  @Override
  public int pendingProposals() {
    return context.pending().size();
  }

  @Override
  public long compactRevision() {
    return store().compactRevision();
  }

  @Override
  public long keys() {
    return store().keys();
  }

  @Override
  public long storeBytes() {
    return parts.apply().stateMachine().engine().sizeBytes();
  }

  @Override
  public long storeBytesInUse() {
    return parts.apply().stateMachine().engine().liveBytes();
  }

  @Override
  public WatchHub watches() {
    return parts.watches();
  }

  @Override
  public MemberLimits limits() {
    return context.options().limits();
  }

  @Override
  public long nextId() {
    return context.ids().nextPositive();
  }

  @Override
  public AutoCloseable onLeaderLost(Runnable listener) {
    return parts.raft().leaders().onLost(listener);
  }

  /** The store now in use. Any thread. */
  MvccStore store() {
    return parts.apply().applier().store();
  }

  /** For those who look inside: the oracles of the simulation. */
  MemberParts parts() {
    return parts;
  }

  /** Runs a task on the raft thread after a pause. */
  void schedule(Duration delay, Runnable task) {
    parts.raft().schedule(delay, task);
  }

  private <T> CompletableFuture<T> read(
      boolean linearizable, PendingRead.Place place, Supplier<T> computation) {
    final CompletableFuture<T> result = context.calls().begin();
    final PendingRead<T> read =
        new PendingRead<>(place, computation, context.clock().monotonicNanos(), result);
    if (linearizable) {
      parts.raft().read(read);
    } else if (place == PendingRead.Place.READER) {
      parts.readers().run(read);
    } else {
      read.run(context::fail); // Short, and needs no lock: the caller's thread will do.
    }
    return result;
  }

  private Outcome ran(Outcome outcome) {
    new AppliedMeter(context.meter()).ran(outcome);
    return outcome;
  }

  private static Outcome successful(Outcome outcome) {
    final EtcdError error = outcome.error();
    if (error != null) {
      throw new RefusedException(error);
    }
    return outcome;
  }

  private void refuseAll() {
    context.pending().close();
    context.calls().close();
  }
}
