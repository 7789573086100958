package io.cornerstone.server.rpc;

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
import io.cornerstone.server.apply.Applier;
import io.cornerstone.server.apply.Command;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.lease.Lessor;
import io.cornerstone.server.member.MemberChanges;
import io.cornerstone.server.member.MemberLimits;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.HeapEngine;
import io.cornerstone.server.mvcc.KvHash;
import io.cornerstone.server.mvcc.RangeResult;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.RaftStatus;
import io.cornerstone.server.raft.Role;
import io.cornerstone.server.watch.WatchHub;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A member whose log is a queue: a real state machine and a real watch hub, no consensus. */
final class FakeMember implements MemberView, AutoCloseable {
  static final long MEMBER_ID = 0x1111;
  static final long CLUSTER_ID = 0xcccc;
  static final long TERM = 7;

  private final ThreadSerialExecutor apply = new ThreadSerialExecutor();
  private final ThreadSerialExecutor catchUp = new ThreadSerialExecutor();
  private final HeapEngine engine = new HeapEngine();
  private final Applier applier = Applier.open(engine);
  private final WatchHub hub;
  private final AtomicLong nextId = new AtomicLong(1000);
  final List<Runnable> leaderLostListeners = new CopyOnWriteArrayList<>();

  /** What was asked of the member, in short. */
  final List<String> calls = new CopyOnWriteArrayList<>();

  /** Views that were not closed yet. */
  final AtomicInteger openViews = new AtomicInteger();

  volatile long leader = MEMBER_ID;
  volatile MemberLimits limits = MemberLimits.DEFAULT;

  /** Every call fails with this, if set. */
  volatile @Nullable RuntimeException failure;

  /** Renewals wait for this, if set. */
  volatile @Nullable CompletableFuture<Long> renewal;

  /** Whether too many proposals wait already. */
  volatile boolean isFull;

  FakeMember() {
    applier.bootstrap(
        List.of(
            Member.newBuilder()
                .setID(MEMBER_ID)
                .setName("fake")
                .addPeerURLs("http://127.0.0.1:2380")
                .build()));
    applier.lessor().promote(0, 0);
    hub =
        WatchHub.create(
            applier.store(),
            apply,
            catchUp,
            new WatchHub.Options(limits.requestBytesMax(), Duration.ofMillis(100)));
  }

  @Override
  public CompletableFuture<Outcome> propose(CommandKind kind, Message request, Identity identity) {
    calls.add("propose " + kind);
    if (isFull) {
      return CompletableFuture.failedFuture(
          new RefusedException(EtcdError.REQUEST_TOO_MANY_REQUESTS));
    }
    return onApply(
        () -> {
          long index = applier.applied().index() + 1;
          Command sent = new Command(index, kind, identity, request.toByteString());
          Outcome outcome =
              applier.apply(new LogPosition(TERM, index), Command.decode(sent.encode()));
          if (outcome.error() != null) {
            throw new RefusedException(outcome.error());
          }
          if (!outcome.events().isEmpty()) {
            hub.publish(outcome.revision(), outcome.events());
          }
          return outcome;
        });
  }

  @Override
  public CompletableFuture<RangeResult> range(RangeRequest request, Identity identity) {
    calls.add("range");
    return onApply(() -> applier.store().range(request));
  }

  @Override
  public CompletableFuture<Outcome> readTxn(
      TxnRequest request, boolean linearizable, Identity identity) {
    calls.add(linearizable ? "readTxn linearizable" : "readTxn serializable");
    return onApply(() -> applier.readTxn(request));
  }

  @Override
  public <T> CompletableFuture<T> read(boolean linearizable, Supplier<T> computation) {
    calls.add(linearizable ? "read linearizable" : "read serializable");
    return onApply(computation);
  }

  @Override
  public CompletableFuture<KvHash> hash(long revision) {
    return onApply(() -> applier.store().hash(revision));
  }

  @Override
  public CompletableFuture<Void> defragment() {
    calls.add("defragment");
    return onApply(
        () -> {
          engine.beginDefragment();
          return null;
        });
  }

  @Override
  public CompletableFuture<Engine.View> view() {
    return onApply(
        () -> {
          applier.commit();
          openViews.incrementAndGet();
          return counted(engine.view());
        });
  }

  private Engine.View counted(Engine.View view) {
    return new Engine.View() {
      @Override
      public LogPosition applied() {
        return view.applied();
      }

      @Override
      public void writeTo(OutputStream target) throws IOException {
        view.writeTo(target);
      }

      @Override
      public void scan(Revision from, Engine.ChangeVisitor visitor) throws IOException {
        view.scan(from, visitor);
      }

      @Override
      public SortedMap<ByteString, ByteString> state(String bucket) {
        return view.state(bucket);
      }

      @Override
      public void close() {
        openViews.decrementAndGet();
        view.close();
      }
    };
  }

  @Override
  public CompletableFuture<Long> renewLease(long leaseId) {
    CompletableFuture<Long> waiting = renewal;
    return onApply(() -> applier.lessor().renew(leaseId, 0).ttlSeconds())
        .thenCompose(ttl -> waiting == null ? CompletableFuture.completedFuture(ttl) : waiting);
  }

  @Override
  public CompletableFuture<LeaseTimeToLiveResponse> timeToLive(long leaseId, boolean keys) {
    return onApply(
        () -> {
          Lessor.TimeToLive found = applier.lessor().timeToLive(leaseId, keys, 0);
          return LeaseTimeToLiveResponse.newBuilder()
              .setID(leaseId)
              .setTTL(found.remainingSeconds())
              .setGrantedTTL(found.grantedTtl())
              .addAllKeys(found.keys())
              .build();
        });
  }

  @Override
  public CompletableFuture<List<Long>> leases() {
    return onApply(() -> List.copyOf(applier.lessor().leases()));
  }

  private <T> CompletableFuture<T> onApply(Supplier<T> work) {
    RuntimeException reason = failure;
    return reason == null
        ? CompletableFuture.supplyAsync(work, apply)
        : CompletableFuture.failedFuture(reason);
  }

  @Override
  public List<Member> members() {
    return applier.members();
  }

  @Override
  public List<AlarmMember> alarms() {
    return applier.alarms();
  }

  @Override
  public MemberChanges changes() {
    return new FakeChanges(this);
  }

  @Override
  public ResponseHeader header(long revision) {
    return ResponseHeader.newBuilder()
        .setClusterId(CLUSTER_ID)
        .setMemberId(MEMBER_ID)
        .setRaftTerm(TERM)
        .setRevision(revision)
        .build();
  }

  @Override
  public long currentRevision() {
    return applier.store().currentRevision();
  }

  @Override
  public RaftStatus raftStatus() {
    long index = applier.applied().index();
    return new RaftStatus(MEMBER_ID, Role.LEADER, TERM, leader, index + 1, index + 2);
  }

  @Override
  public long appliedIndex() {
    return applier.applied().index();
  }

  @Override
  public int pendingProposals() {
    return 0;
  }

  @Override
  public long compactRevision() {
    return applier.store().compactRevision();
  }

  @Override
  public long keys() {
    return applier.store().keys();
  }

  @Override
  public long storeBytes() {
    return 4096;
  }

  @Override
  public long storeBytesInUse() {
    return 2048;
  }

  @Override
  public WatchHub watches() {
    return hub;
  }

  @Override
  public MemberLimits limits() {
    return limits;
  }

  @Override
  public long nextId() {
    return nextId.getAndIncrement();
  }

  @Override
  public AutoCloseable onLeaderLost(Runnable listener) {
    leaderLostListeners.add(listener);
    return () -> leaderLostListeners.remove(listener);
  }

  @Override
  public void close() {
    hub.close();
    apply.close();
    catchUp.close();
  }
}
