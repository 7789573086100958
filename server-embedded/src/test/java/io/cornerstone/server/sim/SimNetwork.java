package io.cornerstone.server.sim;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.protocol.MemberPromoteResponse;
import io.cornerstone.server.peer.ClusterIntroduction;
import io.cornerstone.server.peer.PeerHandler;
import io.cornerstone.server.peer.PeerHash;
import io.cornerstone.server.peer.PeerIdentity;
import io.cornerstone.server.peer.PeerNetwork;
import io.cornerstone.server.raft.Message;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.snapshot.ChunkStream;
import io.cornerstone.server.snapshot.IncomingSnapshot;
import io.cornerstone.server.snapshot.SnapshotSource;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Members that talk through events. A pair of members has a connection in each direction, in which
 * order is kept; when it breaks, what is on the way is lost. In bad weather messages are dropped,
 * doubled and overtake each other too, more than a connection would allow: consensus must bear it.
 */
final class SimNetwork {
  private static final long DELAY_NANOS_MAX = 20_000_000;
  private static final long RARE_DELAY_NANOS_MAX = 500_000_000;
  private static final long CALL_NANOS_MAX = SimWorld.SECOND;

  /** One direction between two members. */
  private static final class Link {
    private long lastNanos;
    private long generation;
    private boolean isCut;
  }

  private final SimEvents events;
  private final RandomGenerator random;
  private final Map<Long, End> running = new TreeMap<>();
  private final Map<String, Link> links = new TreeMap<>();
  private final LongUnaryOperator heldUntil;
  private BiConsumer<Long, Message> observer = (member, message) -> {};
  private boolean isBad;

  /**
   * @param heldUntil until when what arrives at a member waits at its door, since it is paused
   */
  SimNetwork(SimEvents events, RandomGenerator random, LongUnaryOperator heldUntil) {
    this.events = events;
    this.random = random;
    this.heldUntil = heldUntil;
  }

  /** Hears of every message that leaves a member, whatever becomes of it. */
  void observe(BiConsumer<Long, Message> observer) {
    this.observer = observer;
  }

  /** Begins or ends bad weather. */
  void setBad(boolean isBad) {
    this.isBad = isBad;
  }

  /** All connections work again. */
  void mend() {
    isBad = false;
    links.values().forEach(link -> link.isCut = false);
  }

  PeerNetwork of(PeerIdentity member) {
    return new End(member);
  }

  /** Somebody who is about to join asks a member who is in the cluster. */
  CompletableFuture<ClusterIntroduction> introduce(long at) {
    final End asked = running.get(at);
    return asked == null
        ? CompletableFuture.failedFuture(new IOException("member " + at + " is away"))
        : asked.started().introduce();
  }

  /** Cuts or mends one direction. */
  void setCut(long from, long to, boolean isCut) {
    final Link link = link(from, to);
    link.isCut = isCut;
    link.generation++;
  }

  /** Breaks a connection; it is there again at once. */
  void reset(long from, long to) {
    link(from, to).generation++;
  }

  private Link link(long from, long to) {
    return links.computeIfAbsent(from + ">" + to, key -> new Link());
  }

  /**
   * A batch of messages; in bad weather it may get lost, doubled, or overtaken. Forwarded proposals
   * are never doubled: each would take effect twice, and no connection repeats what it sent.
   */
  private void deliverMessages(long from, long to, List<Message> messages, Runnable lost) {
    if (isBad && random.nextInt(10) == 0) {
      lost.run();
      return;
    }
    final List<Message> repeatable =
        messages.stream()
            .filter(message -> !(message instanceof Message.ForwardedProposals))
            .toList();
    if (isBad && random.nextInt(10) == 0) {
      final long atNanos = events.now() + random.nextLong(DELAY_NANOS_MAX * 5);
      arrive(link(from, to), from, to, atNanos, () -> receive(from, to, repeatable), () -> {});
    }
    deliver(from, to, () -> receive(from, to, messages), lost);
  }

  private void receive(long from, long to, List<Message> messages) {
    Objects.requireNonNull(running.get(to)).started().received(from, messages);
  }

  /** Delivers after a delay, if the connection still stands; else runs {@code lost}. */
  private void deliver(long from, long to, Runnable action, Runnable lost) {
    final Link link = link(from, to);
    final long max = random.nextInt(200) == 0 ? RARE_DELAY_NANOS_MAX : DELAY_NANOS_MAX;
    link.lastNanos = Math.max(link.lastNanos, events.now() + random.nextLong(100_000, max));
    arrive(link, from, to, link.lastNanos, action, lost);
  }

  private void arrive(Link link, long from, long to, long atNanos, Runnable action, Runnable lost) {
    final long generation = link.generation;
    final End target = running.get(to);
    events.at(
        atNanos,
        () -> {
          final boolean stands =
              !link.isCut && link.generation == generation && running.get(to) == target;
          final long held = heldUntil.applyAsLong(to);
          if (target == null || !stands) {
            lost.run();
          } else if (held > events.now()) {
            arrive(link, from, to, held, action, lost);
          } else if (target.removed.contains(from)) {
            refuse(to, from);
            lost.run();
          } else {
            action.run();
          }
        });
  }

  /** Who was removed is told so when it calls, if the answer gets through. */
  private void refuse(long from, long to) {
    final End caller = running.get(to);
    final Link back = link(from, to);
    final long generation = back.generation;
    events.after(
        random.nextLong(100_000, DELAY_NANOS_MAX),
        () -> {
          if (caller != null
              && running.get(to) == caller
              && !back.isCut
              && back.generation == generation) {
            caller.started().removed();
          }
        });
  }

  /** One member's access to the network. */
  private final class End implements PeerNetwork {
    private final long self;
    private Set<Long> others;
    private Set<Long> removed = Set.of();
    private @Nullable PeerHandler handler;

    End(PeerIdentity identity) {
      this.self = identity.memberId();
      this.others = new TreeSet<>(identity.peerUrls().keySet());
    }

    @Override
    public void start(PeerHandler handler) {
      this.handler = handler;
      running.put(self, this);
      callOthers();
    }

    @Override
    public void update(List<String> own, SortedMap<Long, List<URI>> others, Set<Long> gone) {
      this.others = new TreeSet<>(others.keySet());
      this.removed = Set.copyOf(gone);
    }

    /** Links call again and again: whoever has left hears of it, though it has nothing to say. */
    private void callOthers() {
      if (running.get(self) == this) {
        others.forEach(other -> deliver(self, other, () -> {}, () -> {}));
        events.after(random.nextLong(CALL_NANOS_MAX), this::callOthers);
      }
    }

    private PeerHandler started() {
      return Objects.requireNonNull(handler, "not started");
    }

    private PeerHandler handler(long member) {
      return Objects.requireNonNull(running.get(member), () -> "member " + member + " is away")
          .started();
    }

    @Override
    public void send(long to, List<Message> messages) {
      messages.forEach(message -> observer.accept(self, message));
      deliverMessages(
          self,
          to,
          messages,
          () -> {
            if (running.get(self) == this) {
              started().unreachable(to);
            }
          });
    }

    @Override
    public CompletableFuture<Void> sendSnapshot(long to, long term, SnapshotSource snapshot) {
      final CompletableFuture<Void> result = new CompletableFuture<>();
      final List<ByteString> chunks = new ArrayList<>();
      final SnapshotMeta meta = snapshot.meta();
      try (snapshot;
          ChunkStream stream = new ChunkStream(chunks::add)) {
        snapshot.writeTo(stream);
        final ByteString digest = stream.digest();
        deliver(
            self,
            to,
            () -> {
              loseWith(Objects.requireNonNull(running.get(to)), to, result);
              transfer(to, handler(to).snapshot(self, term, meta), chunks.iterator(), digest)
                  .whenComplete((done, failure) -> answer(result, done, failure));
            },
            () -> lose(result));
      } catch (IOException e) {
        result.completeExceptionally(e);
      }
      return result;
    }

    /** Whoever dies with a chunk in hand answers no more, and its connections break. */
    private void loseWith(End target, long to, CompletableFuture<Void> result) {
      events.after(
          CALL_NANOS_MAX,
          () -> {
            if (running.get(to) != target) {
              lose(result);
            } else if (!result.isDone()) {
              loseWith(target, to, result);
            }
          });
    }

    private CompletableFuture<Void> transfer(
        long to, IncomingSnapshot incoming, Iterator<ByteString> chunks, ByteString digest) {
      if (!chunks.hasNext()) {
        return incoming.finish(digest);
      }
      final CompletableFuture<Void> result = new CompletableFuture<>();
      incoming
          .chunk(chunks.next())
          .whenComplete(
              (stored, refusal) -> {
                if (refusal != null) {
                  result.completeExceptionally(refusal);
                  return;
                }
                deliver(
                    self,
                    to,
                    () ->
                        transfer(to, incoming, chunks, digest)
                            .whenComplete((done, failure) -> answer(result, done, failure)),
                    () -> {
                      incoming.abort();
                      lose(result);
                    });
              });
      return result;
    }

    @Override
    public CompletableFuture<Long> renewLease(long leader, long leaseId, Duration timeout) {
      return ask(leader, () -> handler(leader).renewLease(leaseId));
    }

    @Override
    public CompletableFuture<LeaseTimeToLiveResponse> timeToLive(
        long leader, long leaseId, boolean keys, Duration timeout) {
      return ask(leader, () -> handler(leader).timeToLive(leaseId, keys));
    }

    @Override
    public CompletableFuture<MemberPromoteResponse> promote(
        long leader, long memberId, Duration timeout) {
      return ask(leader, () -> handler(leader).promote(memberId));
    }

    @Override
    public CompletableFuture<PeerHash> hash(long member, long revision, Duration timeout) {
      return ask(member, () -> handler(member).hash(revision));
    }

    private <T> CompletableFuture<T> ask(long leader, Supplier<CompletableFuture<T>> question) {
      final CompletableFuture<T> result = new CompletableFuture<>();
      deliver(
          self,
          leader,
          () ->
              question
                  .get()
                  .whenComplete(
                      (value, failure) ->
                          deliver(
                              leader,
                              self,
                              () -> answer(result, value, failure),
                              () -> lose(result))),
          () -> lose(result));
      return result;
    }

    @Override
    public boolean isConnected(long member) {
      final End other = running.get(member);
      return other != null && !other.removed.contains(self) && !link(self, member).isCut;
    }

    @Override
    public void close() {
      running.remove(self, this);
    }

    private <T> void answer(
        CompletableFuture<T> result, @Nullable T value, @Nullable Throwable failure) {
      if (failure == null) {
        result.complete(value);
      } else {
        result.completeExceptionally(failure);
      }
    }

    private void lose(CompletableFuture<?> result) {
      result.completeExceptionally(new IOException("the connection broke"));
    }
  }
}
