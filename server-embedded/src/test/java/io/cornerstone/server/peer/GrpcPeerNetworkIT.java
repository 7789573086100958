package io.cornerstone.server.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.MemberPromoteResponse;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.Waits;
import io.cornerstone.server.env.PeerMeter;
import io.cornerstone.server.env.SystemClock;
import io.cornerstone.server.env.ThreadScheduler;
import io.cornerstone.server.raft.ClusterConfig;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.Message;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.snapshot.IncomingSnapshot;
import io.cornerstone.server.snapshot.SnapshotSource;
import io.grpc.Server;
import io.grpc.util.MutableHandlerRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two members on real sockets. */
class GrpcPeerNetworkIT {
  private static final Message BEAT = new Message.Heartbeat(1, 2, 3);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Queue<AutoCloseable> opened = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  @Test
  void messagesArriveInOrder() throws IOException {
    final Side one = new Side(1, 0);
    final Side two = new Side(2, 0);
    one.talkTo(two, 7, 7);
    two.talkTo(one, 7, 7);
    Waits.until("connected", () -> one.network().isConnected(2) && two.network().isConnected(1));
    for (int i = 0; i < 1000; i++) {
      one.network().send(2, List.of(new Message.Heartbeat(1, i, 0)));
    }
    two.network().send(1, List.of(BEAT, BEAT));
    Waits.until("all there", () -> two.received.size() == 1000 && one.received.size() == 2);
    int next = 0;
    for (Message message : two.received) {
      assertThat(((Message.Heartbeat) message).commitIndex()).isEqualTo(next++);
    }
  }

  @Test
  void aRestartedPeerIsFoundAgain() throws Exception {
    final Side one = new Side(1, 0);
    final Side two = new Side(2, 0);
    one.talkTo(two, 7, 7);
    two.talkTo(one, 7, 7);
    Waits.until("connected", () -> one.network().isConnected(2));
    final int port = two.url().getPort();
    two.close();
    Waits.until("lost", () -> !one.network().isConnected(2));
    one.network().send(2, List.of(BEAT));
    Waits.until("told", () -> one.unreachable.get() > 0);
    final Side again = new Side(2, port);
    again.talkTo(one, 7, 7);
    Waits.until("connected again", () -> one.network().isConnected(2));
    one.network().send(2, List.of(BEAT));
    Waits.until("arrived", () -> again.received.size() == 1);
  }

  /** A forwarded proposal would take effect twice; consensus bears all else. */
  @Test
  void nothingThatMayHaveArrivedIsSentAgain() throws Exception {
    final Side one = new Side(1, 0);
    Side two = new Side(2, 0);
    one.talkTo(two, 7, 7);
    two.talkTo(one, 7, 7);
    final int port = two.url().getPort();
    final List<Message> arrived = new ArrayList<>();
    int sent = 0;
    for (int life = 0; life < 3; life++) {
      final Side receiver = two;
      Waits.until("connected", () -> one.network().isConnected(2));
      for (int i = 0; i < 2000; i++) {
        final ByteString command = ByteString.copyFromUtf8("command " + sent++);
        one.network().send(2, List.of(new Message.ForwardedProposals(List.of(command))));
      }
      Waits.until("some arrive", () -> !receiver.received.isEmpty());
      receiver.close(); // While others are on the way, or wait in a queue.
      Waits.until("lost", () -> !one.network().isConnected(2));
      arrived.addAll(receiver.received);
      two = new Side(2, port);
      two.talkTo(one, 7, 7);
    }
    final Side last = two;
    Waits.until("connected", () -> one.network().isConnected(2));
    one.network().send(2, List.of(BEAT));
    Waits.until("what came before the beat is there", () -> last.received.contains(BEAT));
    arrived.addAll(last.received);
    assertThat(arrived).doesNotHaveDuplicates().contains(BEAT).hasSizeGreaterThan(3);
  }

  @Test
  void anotherClusterIsRefused() throws IOException {
    final Side one = new Side(1, 0);
    final Side two = new Side(2, 0);
    final Side right = new Side(2, 0);
    two.talkTo(one, 8, 8);
    one.talkTo(two, 7, 7);
    right.talkTo(one, 7, 7);
    Waits.until("the right one connects", () -> right.network().isConnected(1));
    assertThat(one.network().isConnected(2)).isFalse();
    assertThat(two.network().isConnected(1)).isFalse();
    assertThat(two.received).isEmpty();
  }

  @Test
  void aStrangerThatIntroducesItselfGetsAnswers() throws IOException {
    final Side known = new Side(1, 0);
    final Side stranger = new Side(3, 0);
    known.talkTo(7, 7, Map.of());
    stranger.talkTo(7, 7, Map.of(1L, List.of(known.url())));
    Waits.until("both ways", () -> known.network().isConnected(3));
    known.network().send(3, List.of(BEAT));
    Waits.until("answered", () -> stranger.received.size() == 1);
  }

  @Test
  void aRemovedMemberIsToldAndLetGo() throws IOException {
    final Side one = new Side(1, 0);
    final Side two = new Side(2, 0);
    one.talkTo(two, 7, 7);
    two.talkTo(one, 7, 7);
    Waits.until("connected", () -> one.network().isConnected(2) && two.network().isConnected(1));
    one.network().update(List.of(), new TreeMap<>(), Set.of(2L));
    Waits.until("told", () -> two.removed.get() > 0);
    assertThat(one.network().isConnected(2)).isFalse();
    Waits.until("told each time that it calls", () -> two.removed.get() > 2);
    assertThat(one.removed.get()).isZero();
  }

  /** It must hear that its own removal is committed, to answer whoever has asked it for that. */
  @Test
  void whatWasSentToAMemberBeforeItsRemovalArrives() throws IOException {
    final Side one = new Side(1, 0);
    final Side two = new Side(2, 0);
    one.talkTo(two, 7, 7);
    two.talkTo(one, 7, 7);
    Waits.until("connected", () -> one.network().isConnected(2));
    final ByteString large = ByteString.copyFrom(new byte[1 << 20]);
    for (int i = 0; i < 16; i++) { // More than a stream takes at once.
      one.network().send(2, List.of(new Message.ForwardedProposals(List.of(large))));
    }
    one.network().send(2, List.of(BEAT));
    one.network().update(List.of(), new TreeMap<>(), Set.of(2L));
    Waits.until("all there", () -> two.received.size() == 17);
    assertThat(two.received).contains(BEAT);
  }

  @Test
  void anotherAddressOfAPeerTakesEffect() throws IOException {
    final Side one = new Side(1, 0);
    final Side two = new Side(2, 0);
    two.talkTo(one, 7, 7);
    one.talkTo(7, 7, Map.of(2L, List.of(URI.create("http://127.0.0.1:1"))));
    Waits.until("one way", () -> two.network().isConnected(1));
    one.network().update(List.of(), new TreeMap<>(Map.of(2L, List.of(two.url()))), Set.of());
    Waits.until("both ways", () -> one.network().isConnected(2));
  }

  @Test
  void aPromotionIsAnsweredOrRefusedWithTheReason() throws Exception {
    final Side one = new Side(1, 0);
    final Side two = new Side(2, 0);
    one.talkTo(two, 7, 7);
    two.talkTo(one, 7, 7);
    Waits.until("connected", () -> one.network().isConnected(2));
    assertThat(Waits.get(one.network().promote(2, 77, TIMEOUT), TIMEOUT).getMembers(0).getID())
        .isEqualTo(77);
    two.refuses = true;
    assertThatThrownBy(() -> one.network().promote(2, 77, TIMEOUT).get(10, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(RefusedException.class)
        .hasStackTraceContaining(EtcdError.LEARNER_NOT_READY.message());
  }

  @Test
  void whoeverWantsToJoinIsIntroduced() throws Exception {
    final Side one = new Side(1, 0);
    one.talkTo(7, 7, Map.of());
    final ClusterIntroduction told = ClusterIntroduction.ask(one.loops, one.url(), TIMEOUT);
    assertThat(told.clusterId()).isEqualTo(7);
    assertThat(told.members()).extracting(Member::getID).containsExactly(1L);
    assertThat(told.founders()).isEmpty();
  }

  @Test
  void aSnapshotArrives() throws Exception {
    final Side one = new Side(1, 0);
    final Side two = new Side(2, 0);
    one.talkTo(two, 7, 7);
    two.talkTo(one, 7, 7);
    Waits.until("connected", () -> one.network().isConnected(2));
    final byte[] content = new byte[5 << 20];
    new Random(3).nextBytes(content);
    final BytesSource source = new BytesSource(content);
    Waits.get(one.network().sendSnapshot(2, 4, source), TIMEOUT);
    assertThat(two.snapshot.toByteArray()).isEqualTo(content);
    assertThat(source.isClosed).isTrue();
  }

  @Test
  void aSnapshotThatIsRefusedFails() throws IOException {
    final Side one = new Side(1, 0);
    final Side two = new Side(2, 0);
    one.talkTo(two, 7, 7);
    two.talkTo(one, 7, 7);
    two.refuses = true;
    Waits.until("connected", () -> one.network().isConnected(2));
    final CompletableFuture<Void> sent =
        one.network().sendSnapshot(2, 4, new BytesSource(new byte[1 << 20]));
    assertThatThrownBy(() -> sent.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS))
        .isInstanceOf(ExecutionException.class);
  }

  @Test
  void leaseCallsAreAnsweredOrRefused() throws IOException {
    final Side one = new Side(1, 0);
    final Side two = new Side(2, 0);
    one.talkTo(two, 7, 7);
    two.talkTo(one, 7, 7);
    assertThat(Waits.get(one.network().renewLease(2, 5, TIMEOUT), TIMEOUT)).isEqualTo(50);
    assertThat(Waits.get(one.network().hash(2, 5, TIMEOUT), TIMEOUT))
        .isEqualTo(new PeerHash(-7, 3, 5, 6));
    final LeaseTimeToLiveResponse answer =
        Waits.get(one.network().timeToLive(2, 6, true, TIMEOUT), TIMEOUT);
    assertThat(answer.getID()).isEqualTo(6);
    assertThat(answer.getKeysList()).containsExactly(ByteString.copyFromUtf8("k"));
    two.refuses = true;
    assertThatThrownBy(() -> Waits.get(one.network().renewLease(2, 5, TIMEOUT), TIMEOUT))
        .hasMessageContaining("not leader");
  }

  /** A snapshot of given bytes. */
  private static final class BytesSource implements SnapshotSource {
    private final byte[] content;
    private volatile boolean isClosed;

    BytesSource(byte[] content) {
      this.content = content;
    }

    @Override
    public SnapshotMeta meta() {
      return new SnapshotMeta(new LogPosition(3, 9), ClusterConfig.ofVoters(List.of(1L, 2L)));
    }

    @Override
    public void writeTo(OutputStream target) throws IOException {
      target.write(content);
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  /** One member's end of the network. */
  private final class Side implements PeerHandler, AutoCloseable {
    private final long memberId;
    private final EventLoops loops;
    private final ThreadScheduler scheduler =
        new ThreadScheduler(
            (name, failure) -> {
              throw new AssertionError(name, failure);
            });
    private final MutableHandlerRegistry services = new MutableHandlerRegistry();
    private final Server server;
    private final Queue<Message> received = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unreachable = new AtomicInteger();
    private final AtomicInteger removed = new AtomicInteger();
    private final ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
    private volatile boolean refuses;
    private @org.jspecify.annotations.Nullable PeerNetwork network;

    Side(long memberId, int port) throws IOException {
      this.memberId = memberId;
      this.loops = EventLoops.start("side-" + memberId);
      this.server =
          loops
              .server(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                  io.grpc.InsecureServerCredentials.create())
              .fallbackHandlerRegistry(services)
              .build()
              .start();
      opened.add(this);
    }

    URI url() {
      return URI.create("http://127.0.0.1:" + server.getPort());
    }

    PeerNetwork network() {
      return java.util.Objects.requireNonNull(network);
    }

    void talkTo(Side other, long clusterId, long seed) {
      talkTo(clusterId, seed, Map.of(other.memberId, List.of(other.url())));
    }

    void talkTo(long clusterId, long seed, Map<Long, List<URI>> others) {
      final PeerNetwork made =
          new GrpcPeerNetwork(
              new PeerIdentity(
                  "side" + memberId,
                  clusterId,
                  memberId,
                  List.of(url().toString()),
                  new TreeMap<>(others)),
              loops,
              new PeerSeams(new SystemClock(), scheduler, new Random(seed), PeerMeter.NONE),
              Duration.ofMillis(50),
              services::addService);
      network = made;
      made.start(this);
    }

    @Override
    public void received(long from, List<Message> messages) {
      received.addAll(messages);
    }

    @Override
    public void unreachable(long member) {
      unreachable.incrementAndGet();
    }

    @Override
    public IncomingSnapshot snapshot(long from, long term, SnapshotMeta meta) {
      return new IncomingSnapshot() {
        @Override
        public CompletableFuture<Long> chunk(ByteString data) {
          if (refuses) {
            return CompletableFuture.failedFuture(new IOException("no room"));
          }
          try {
            data.writeTo(snapshot);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return CompletableFuture.completedFuture((long) snapshot.size());
        }

        @Override
        public CompletableFuture<Void> finish(ByteString digest) {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public void abort() {
          // Nothing is kept.
        }
      };
    }

    @Override
    public void removed() {
      removed.incrementAndGet();
    }

    @Override
    public CompletableFuture<ClusterIntroduction> introduce() {
      final Member self = Member.newBuilder().setID(memberId).build();
      return CompletableFuture.completedFuture(
          new ClusterIntroduction(7, List.of(self), List.of()));
    }

    @Override
    public CompletableFuture<MemberPromoteResponse> promote(long learner) {
      return refuses
          ? CompletableFuture.failedFuture(new RefusedException(EtcdError.LEARNER_NOT_READY))
          : CompletableFuture.completedFuture(
              MemberPromoteResponse.newBuilder()
                  .addMembers(Member.newBuilder().setID(learner))
                  .build());
    }

    @Override
    public CompletableFuture<Long> renewLease(long leaseId) {
      return refuses
          ? CompletableFuture.failedFuture(new RefusedException(EtcdError.NOT_LEADER))
          : CompletableFuture.completedFuture(leaseId * 10);
    }

    @Override
    public CompletableFuture<PeerHash> hash(long revision) {
      return refuses
          ? CompletableFuture.failedFuture(new RefusedException(EtcdError.COMPACTED))
          : CompletableFuture.completedFuture(new PeerHash(-7, 3, revision, revision + 1));
    }

    @Override
    public CompletableFuture<LeaseTimeToLiveResponse> timeToLive(long leaseId, boolean keys) {
      return CompletableFuture.completedFuture(
          LeaseTimeToLiveResponse.newBuilder()
              .setID(leaseId)
              .setTTL(3)
              .setGrantedTTL(4)
              .addKeys(ByteString.copyFromUtf8("k"))
              .build());
    }

    @Override
    public void close() throws Exception {
      opened.remove(this);
      if (network != null) {
        network.close();
      }
      server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
      loops.close();
      scheduler.close();
    }
  }
}
