package io.cornerstone.server.member;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.server.peer.PeerHandler;
import io.cornerstone.server.peer.PeerHash;
import io.cornerstone.server.peer.PeerNetwork;
import io.cornerstone.server.raft.Message;
import io.cornerstone.server.raft.SnapshotMeta;
import io.cornerstone.server.snapshot.ChunkStream;
import io.cornerstone.server.snapshot.IncomingSnapshot;
import io.cornerstone.server.snapshot.SnapshotSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Members that talk through events. A pair of members has a connection in each direction, in which
 * order is kept; when it breaks, what is on the way is lost.
 */
final class SimNetwork {
  private static final long DELAY_NANOS_MAX = 20_000_000;
  private static final long RARE_DELAY_NANOS_MAX = 500_000_000;

  /** One direction between two members. */
  private static final class Link {
    private long lastNanos;
    private long generation;
    private boolean isCut;
  }

  private final SimEvents events;
  private final RandomGenerator random;
  private final Map<Long, PeerHandler> running = new TreeMap<>();
  private final Map<String, Link> links = new TreeMap<>();

  SimNetwork(SimEvents events, RandomGenerator random) {
    this.events = events;
    this.random = random;
  }

  PeerNetwork of(long member) {
    return new End(member);
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

  /** Delivers after a delay, if the connection still stands; else runs {@code lost}. */
  private void deliver(long from, long to, Runnable action, Runnable lost) {
    final Link link = link(from, to);
    final long max = random.nextInt(200) == 0 ? RARE_DELAY_NANOS_MAX : DELAY_NANOS_MAX;
    link.lastNanos =
        Math.max(link.lastNanos, events.monotonicNanos() + random.nextLong(100_000, max));
    final long generation = link.generation;
    final PeerHandler target = running.get(to);
    events.at(
        link.lastNanos,
        () -> {
          final boolean stands =
              !link.isCut
                  && link.generation == generation
                  && target != null
                  && running.get(to) == target;
          (stands ? action : lost).run();
        });
  }

  /** One member's access to the network. */
  private final class End implements PeerNetwork {
    private final long self;
    private @Nullable PeerHandler handler;

    End(long self) {
      this.self = self;
    }

    @Override
    public void start(PeerHandler handler) {
      this.handler = handler;
      running.put(self, handler);
    }

    private PeerHandler handler(long member) {
      return Objects.requireNonNull(running.get(member), () -> "member " + member + " is away");
    }

    @Override
    public void send(long to, List<Message> messages) {
      final PeerHandler mine = handler;
      deliver(
          self,
          to,
          () -> handler(to).received(self, messages),
          () -> {
            if (mine != null && running.get(self) == mine) {
              mine.unreachable(to);
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
            () ->
                transfer(to, handler(to).snapshot(self, term, meta), chunks.iterator(), digest)
                    .whenComplete((done, failure) -> answer(result, failure)),
            () -> lose(result));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return result;
    }

    private CompletableFuture<Void> transfer(
        long to, IncomingSnapshot incoming, Iterator<ByteString> chunks, ByteString digest) {
      if (!chunks.hasNext()) {
        return incoming.finish(digest);
      }
      final CompletableFuture<Void> result = new CompletableFuture<>();
      incoming
          .chunk(chunks.next())
          .thenRun(
              () ->
                  deliver(
                      self,
                      to,
                      () ->
                          transfer(to, incoming, chunks, digest)
                              .whenComplete((done, failure) -> answer(result, failure)),
                      () -> {
                        incoming.abort();
                        lose(result);
                      }));
      return result;
    }

    @Override
    public CompletableFuture<Long> renewLease(long leader, long leaseId, Duration timeout) {
      return ask(leader, asked -> asked.renewLease(leaseId));
    }

    @Override
    public CompletableFuture<PeerHash> hash(long member, long revision, Duration timeout) {
      return ask(member, asked -> asked.hash(revision));
    }

    private <T> CompletableFuture<T> ask(
        long member, Function<PeerHandler, CompletableFuture<T>> question) {
      final CompletableFuture<T> result = new CompletableFuture<>();
      deliver(
          self,
          member,
          () ->
              question
                  .apply(handler(member))
                  .whenComplete(
                      (answer, failure) ->
                          deliver(
                              member,
                              self,
                              () -> {
                                if (failure == null) {
                                  result.complete(answer);
                                } else {
                                  result.completeExceptionally(failure);
                                }
                              },
                              () -> lose(result))),
          () -> lose(result));
      return result;
    }

    @Override
    public CompletableFuture<LeaseTimeToLiveResponse> timeToLive(
        long leader, long leaseId, boolean keys, Duration timeout) {
      return CompletableFuture.failedFuture(new IOException("not simulated"));
    }

    @Override
    public boolean isConnected(long member) {
      return running.containsKey(member) && !link(self, member).isCut;
    }

    @Override
    public void close() {
      if (handler != null && running.get(self) == handler) {
        running.remove(self);
      }
    }

    private void answer(CompletableFuture<Void> result, @Nullable Throwable failure) {
      if (failure == null) {
        result.complete(null);
      } else {
        result.completeExceptionally(failure);
      }
    }

    private void lose(CompletableFuture<?> result) {
      result.completeExceptionally(new IOException("the connection broke"));
    }
  }
}
