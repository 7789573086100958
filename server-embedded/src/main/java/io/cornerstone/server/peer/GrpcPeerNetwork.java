package io.cornerstone.server.peer;

import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.protocol.MemberPromoteResponse;
import io.cornerstone.server.env.PeerMeter;
import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.peer.wire.HashAnswer;
import io.cornerstone.server.peer.wire.HashCall;
import io.cornerstone.server.peer.wire.LeaseCall;
import io.cornerstone.server.peer.wire.LeaseRenewed;
import io.cornerstone.server.peer.wire.LeaseTtl;
import io.cornerstone.server.peer.wire.PeerGrpc;
import io.cornerstone.server.peer.wire.PromoteAnswer;
import io.cornerstone.server.peer.wire.PromoteCall;
import io.cornerstone.server.raft.Message;
import io.cornerstone.server.snapshot.SnapshotSource;
import io.grpc.Channel;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Members talk over gRPC, on a port of their own. */
public final class GrpcPeerNetwork implements PeerNetwork {
  private final PeerTable table;
  private final EventLoops loops;
  private final SerialExecutor timer;
  private final SerialExecutor uploads;
  private final PeerSeams seams;
  private final Duration heartbeat;
  private final PeerHeaders headers;
  private final Consumer<ServerServiceDefinition> serve;
  private final Set<SnapshotUpload> running = ConcurrentHashMap.newKeySet();

  private volatile @Nullable PeerService service; // Null before the start.

  /**
   * @param heartbeat scale of those pauses
   * @param serve takes the service for the peer port, when this network is started
   */
  public GrpcPeerNetwork(
      PeerIdentity self,
      EventLoops loops,
      PeerSeams seams,
      Duration heartbeat,
      Consumer<ServerServiceDefinition> serve) {
    this.table = new PeerTable(self.ownUrls(), self.peerUrls());
    this.loops = loops;
    this.seams = seams;
    this.timer = seams.scheduler().serial("peer-" + self.name());
    this.uploads = seams.scheduler().serial("upload-" + self.name());
    this.heartbeat = heartbeat;
    this.headers = new PeerHeaders(self, table);
    this.serve = serve;
    seams.meter().self(self.memberId());
  }

  /** Sets a peer port up: for large messages, and for the pings of {@link PeerChannel}. */
  public static NettyServerBuilder configure(NettyServerBuilder builder) {
    return builder
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .permitKeepAliveTime(PeerChannel.KEEP_ALIVE_SECONDS / 2, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  @Override
  public void start(PeerHandler handler) {
    final PeerService started = new PeerService(handler, seams);
    service = started;
    serve.accept(ServerInterceptors.intercept(started, headers));
    table.start(
        new PeerChannel.Surroundings(loops, timer, seams.random(), heartbeat, seams.meter()),
        handler,
        headers::to);
    new PeerProbes(table, timer, seams, heartbeat).begin();
  }

  @Override
  public void update(List<String> own, SortedMap<Long, List<URI>> others, Set<Long> removed) {
    table.update(own, others, removed);
    final PeerService started = service;
    if (started != null) {
      started.dropRemoved(removed);
    }
  }

  @Override
  public void send(long to, List<Message> messages) {
    final PeerLink link = table.link(to);
    if (link != null) {
      link.send(messages);
    }
  }

  @Override
  public CompletableFuture<Void> sendSnapshot(long to, long term, SnapshotSource snapshot) {
    final Channel channel = table.channel(to);
    if (channel == null) {
      snapshot.close();
      return CompletableFuture.failedFuture(new IOException("unknown member"));
    }
    final PeerMeter meter = seams.meter();
    final SnapshotUpload upload =
        new SnapshotUpload(term, snapshot, bytes -> meter.sent(to, bytes));
    final long before = seams.clock().monotonicNanos();
    running.add(upload);
    meter.snapshotSending(to);
    uploads.execute(() -> upload.run(channel));
    return upload
        .stored()
        .whenComplete(
            (done, failure) -> {
              running.remove(upload);
              meter.snapshotSent(to, failure == null, seams.clock().monotonicNanos() - before);
            });
  }

  @Override
  public CompletableFuture<Long> renewLease(long leader, long leaseId, Duration timeout) {
    return this.<LeaseRenewed, Long>call(
        leader,
        timeout,
        (stub, answers) -> stub.renewLease(LeaseCall.newBuilder().setId(leaseId).build(), answers),
        LeaseRenewed::getTtl);
  }

  @Override
  public CompletableFuture<LeaseTimeToLiveResponse> timeToLive(
      long leader, long leaseId, boolean keys, Duration timeout) {
    return this.<LeaseTtl, LeaseTimeToLiveResponse>call(
        leader,
        timeout,
        (stub, answers) ->
            stub.timeToLive(LeaseCall.newBuilder().setId(leaseId).setKeys(keys).build(), answers),
        wire -> PeerService.decode(leaseId, wire));
  }

  @Override
  public CompletableFuture<PeerHash> hash(long member, long revision, Duration timeout) {
    return this.<HashAnswer, PeerHash>call(
        member,
        timeout,
        (stub, answers) -> stub.hash(HashCall.newBuilder().setRevision(revision).build(), answers),
        PeerService::decode);
  }

  @Override
  public CompletableFuture<MemberPromoteResponse> promote(
      long leader, long memberId, Duration timeout) {
    return this.<PromoteAnswer, MemberPromoteResponse>call(
        leader,
        timeout,
        (stub, answers) -> stub.promote(PromoteCall.newBuilder().setId(memberId).build(), answers),
        PromoteAnswers::decode);
  }

  @Override
  public boolean isConnected(long member) {
    final PeerLink link = table.link(member);
    return link != null && link.isOpen();
  }

  @Override
  public void close() {
    running.forEach(SnapshotUpload::cancel);
    table.close();
    uploads.close();
    timer.close();
  }

  /** Starts one unary call. */
  private interface UnaryCall<W> {
    void start(PeerGrpc.PeerStub stub, StreamObserver<W> answers);
  }

  private <W, T> CompletableFuture<T> call(
      long to, Duration timeout, UnaryCall<W> call, Function<W, T> decoder) {
    final Channel channel = table.channel(to);
    if (channel == null) {
      return CompletableFuture.failedFuture(new IOException("unknown member"));
    }
    final CompletableFuture<T> result = new CompletableFuture<>();
    call.start(
        PeerGrpc.newStub(channel).withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS),
        new Answer<>(result, decoder));
    return result;
  }

  private record Answer<W, T>(CompletableFuture<T> result, Function<W, T> decoder)
      implements StreamObserver<W> {
    @Override
    public void onNext(W wire) {
      try {
        result.complete(decoder.apply(wire));
      } catch (RuntimeException e) {
        result.completeExceptionally(e); // A refusal, or an answer that cannot be read.
      }
    }

    @Override
    public void onError(Throwable failure) {
      result.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      result.completeExceptionally(new IOException("the peer did not answer"));
    }
  }
}
