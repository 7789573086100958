package io.cornerstone.server.peer;

import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.server.env.Scheduler;
import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.peer.wire.HashAnswer;
import io.cornerstone.server.peer.wire.HashCall;
import io.cornerstone.server.peer.wire.LeaseCall;
import io.cornerstone.server.peer.wire.LeaseRenewed;
import io.cornerstone.server.peer.wire.LeaseTtl;
import io.cornerstone.server.peer.wire.PeerGrpc;
import io.cornerstone.server.raft.Message;
import io.cornerstone.server.snapshot.SnapshotSource;
import io.grpc.Channel;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Members talk over gRPC, on a port of their own. */
public final class GrpcPeerNetwork implements PeerNetwork {
  /** One peer: messages go over the link, everything else makes calls on the channel. */
  private record Peer(PeerChannel channel, PeerLink link) {}

  private final PeerIdentity self;
  private final EventLoops loops;
  private final SerialExecutor timer;
  private final SerialExecutor uploads;
  private final RandomGenerator random;
  private final Duration heartbeat;
  private final PeerHeaders headers;
  private final Consumer<ServerServiceDefinition> serve;
  private final Set<SnapshotUpload> running = ConcurrentHashMap.newKeySet();

  private volatile NavigableMap<Long, Peer> peers = new TreeMap<>();

  /**
   * @param random for pauses between connection attempts; used by this network alone
   * @param heartbeat scale of those pauses
   * @param serve takes the service for the peer port, when this network is started
   */
  public GrpcPeerNetwork(
      PeerIdentity self,
      EventLoops loops,
      Scheduler scheduler,
      RandomGenerator random,
      Duration heartbeat,
      Consumer<ServerServiceDefinition> serve) {
    this.self = self;
    this.loops = loops;
    this.timer = scheduler.serial("peer-" + self.name());
    this.uploads = scheduler.serial("upload-" + self.name());
    this.random = random;
    this.heartbeat = heartbeat;
    this.headers = new PeerHeaders(self);
    this.serve = serve;
  }

  @Override
  public void start(PeerHandler handler) {
    final PeerChannel.Surroundings surroundings =
        new PeerChannel.Surroundings(loops, timer, random, heartbeat);
    final NavigableMap<Long, Peer> all = new TreeMap<>();
    for (Map.Entry<Long, List<URI>> peer : self.peerUrls().entrySet()) {
      final long member = peer.getKey();
      final PeerChannel channel =
          new PeerChannel(surroundings, peer.getValue(), headers.to(member));
      all.put(member, new Peer(channel, new PeerLink(member, channel, timer, handler)));
    }
    peers = all;
    serve.accept(ServerInterceptors.intercept(new PeerService(handler), headers));
    all.values().forEach(peer -> peer.link().start());
  }

  @Override
  public void send(long to, List<Message> messages) {
    final Peer peer = peers.get(to);
    if (peer != null) {
      peer.link().send(messages);
    }
  }

  @Override
  public CompletableFuture<Void> sendSnapshot(long to, long term, SnapshotSource snapshot) {
    final Channel channel = channel(to);
    if (channel == null) {
      snapshot.close();
      return CompletableFuture.failedFuture(new IOException("unknown member"));
    }
    final SnapshotUpload upload = new SnapshotUpload(term, snapshot);
    running.add(upload);
    uploads.execute(() -> upload.run(channel));
    return upload.stored().whenComplete((done, failure) -> running.remove(upload));
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
        (stub, answers) ->
            stub.hash(HashCall.newBuilder().setRevision(revision).build(), answers),
        PeerService::decode);
  }

  @Override
  public boolean isConnected(long member) {
    final Peer peer = peers.get(member);
    return peer != null && peer.link().isOpen();
  }

  @Override
  public void close() {
    running.forEach(SnapshotUpload::cancel);
    peers.values().forEach(peer -> peer.link().close());
    uploads.close();
    timer.close();
  }

  private @Nullable Channel channel(long member) {
    final Peer peer = peers.get(member);
    return peer == null ? null : peer.channel().current();
  }

  /** Starts one unary call. */
  private interface UnaryCall<W> {
    void start(PeerGrpc.PeerStub stub, StreamObserver<W> answers);
  }

  private <W, T> CompletableFuture<T> call(
      long to, Duration timeout, UnaryCall<W> call, Function<W, T> decoder) {
    final Channel channel = channel(to);
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
      result.complete(decoder.apply(wire));
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
