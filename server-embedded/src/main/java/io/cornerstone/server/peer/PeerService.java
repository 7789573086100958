package io.cornerstone.server.peer;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.server.peer.wire.HashAnswer;
import io.cornerstone.server.peer.wire.HashCall;
import io.cornerstone.server.peer.wire.IntroduceCall;
import io.cornerstone.server.peer.wire.Introduction;
import io.cornerstone.server.peer.wire.LeaseCall;
import io.cornerstone.server.peer.wire.LeaseRenewed;
import io.cornerstone.server.peer.wire.LeaseTtl;
import io.cornerstone.server.peer.wire.PeerBatch;
import io.cornerstone.server.peer.wire.PeerGrpc;
import io.cornerstone.server.peer.wire.PeerMessage;
import io.cornerstone.server.peer.wire.PeerWelcome;
import io.cornerstone.server.peer.wire.ProbeAnswer;
import io.cornerstone.server.peer.wire.ProbeCall;
import io.cornerstone.server.peer.wire.PromoteAnswer;
import io.cornerstone.server.peer.wire.PromoteCall;
import io.cornerstone.server.peer.wire.SnapshotPart;
import io.cornerstone.server.peer.wire.SnapshotStored;
import io.cornerstone.server.raft.Message;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What other members may call on the peer port. */
final class PeerService extends PeerGrpc.PeerImplBase {
  private static final Logger log = LoggerFactory.getLogger(PeerService.class);

  private final PeerHandler handler;
  private final PeerSeams seams;
  private final Set<Inbound> inbound = ConcurrentHashMap.newKeySet();

  PeerService(PeerHandler handler, PeerSeams seams) {
    this.handler = handler;
    this.seams = seams;
  }

  @Override
  public StreamObserver<PeerBatch> exchange(StreamObserver<PeerWelcome> answers) {
    answers.onNext(PeerWelcome.getDefaultInstance());
    final Inbound stream = new Inbound(PeerHeaders.FROM.get(), answers);
    inbound.add(stream);
    return stream;
  }

  /** Ends the streams of those who are members no more, and tells them so. Any thread. */
  void dropRemoved(Set<Long> removed) {
    for (Inbound stream : inbound) {
      if (removed.contains(stream.from)) {
        stream.end(() -> stream.answers.onError(removal(stream.from)));
      }
    }
  }

  private static StatusRuntimeException removal(long member) {
    return PeerHeaders.removal(member).asRuntimeException();
  }

  @Override
  public StreamObserver<SnapshotPart> installSnapshot(StreamObserver<SnapshotStored> answers) {
    return SnapshotDownload.start(
        PeerHeaders.FROM.get(), handler, seams, (ServerCallStreamObserver<SnapshotStored>) answers);
  }

  @Override
  public void renewLease(LeaseCall call, StreamObserver<LeaseRenewed> answers) {
    answer(
        handler.renewLease(call.getId()),
        ttl -> LeaseRenewed.newBuilder().setTtl(ttl).build(),
        answers);
  }

  @Override
  public void timeToLive(LeaseCall call, StreamObserver<LeaseTtl> answers) {
    answer(handler.timeToLive(call.getId(), call.getKeys()), PeerService::encode, answers);
  }

  @Override
  public void hash(HashCall call, StreamObserver<HashAnswer> answers) {
    answer(handler.hash(call.getRevision()), PeerService::encode, answers);
  }

  @Override
  public void probe(ProbeCall call, StreamObserver<ProbeAnswer> answers) {
    answers.onNext(ProbeAnswer.getDefaultInstance());
    answers.onCompleted();
  }

  private static HashAnswer encode(PeerHash hash) {
    return HashAnswer.newBuilder()
        .setHash(hash.hash())
        .setCompactRevision(hash.compactRevision())
        .setRevision(hash.revision())
        .setCurrentRevision(hash.currentRevision())
        .build();
  }

  static PeerHash decode(HashAnswer wire) {
    return new PeerHash(
        wire.getHash(), wire.getCompactRevision(), wire.getRevision(), wire.getCurrentRevision());
  }

  @Override
  public void promote(PromoteCall call, StreamObserver<PromoteAnswer> answers) {
    answer(
        PromoteAnswers.orRefusal(handler.promote(call.getId())), PromoteAnswers::encode, answers);
  }

  @Override
  public void introduce(IntroduceCall call, StreamObserver<Introduction> answers) {
    answer(handler.introduce(), ClusterIntroduction::encode, answers);
  }

  static LeaseTtl encode(LeaseTimeToLiveResponse response) {
    return LeaseTtl.newBuilder()
        .setTtl(response.getTTL())
        .setGrantedTtl(response.getGrantedTTL())
        .addAllKeys(response.getKeysList())
        .build();
  }

  static LeaseTimeToLiveResponse decode(long leaseId, LeaseTtl wire) {
    final LeaseTimeToLiveResponse.Builder response =
        LeaseTimeToLiveResponse.newBuilder()
            .setID(leaseId)
            .setTTL(wire.getTtl())
            .setGrantedTTL(wire.getGrantedTtl());
    for (ByteString key : wire.getKeysList()) {
      response.addKeys(key);
    }
    return response.build();
  }

  private static <T, R> void answer(
      CompletableFuture<T> result, Function<T, R> encoder, StreamObserver<R> answers) {
    result.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            answers.onNext(encoder.apply(value));
            answers.onCompleted();
          } else {
            answers.onError(
                Status.UNAVAILABLE.withDescription(failure.getMessage()).asRuntimeException());
          }
        });
  }

  /** The incoming stream of one peer. */
  private final class Inbound implements StreamObserver<PeerBatch> {
    private final long from;
    private final StreamObserver<PeerWelcome> answers;
    private final AtomicBoolean hasEnded = new AtomicBoolean();

    Inbound(long from, StreamObserver<PeerWelcome> answers) {
      this.from = from;
      this.answers = answers;
    }

    @Override
    public void onNext(PeerBatch batch) {
      seams.meter().received(from, batch.getSerializedSize());
      final List<Message> messages = new ArrayList<>(batch.getMessagesCount());
      try {
        for (PeerMessage message : batch.getMessagesList()) {
          messages.add(PeerCodec.decode(message));
        }
      } catch (IllegalArgumentException e) {
        seams.meter().receiveFailed(from);
        log.warn("peer message not understood: from={}", Long.toHexString(from), e);
        end(
            () ->
                answers.onError(
                    Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException()));
        return;
      }
      handler.received(from, messages);
    }

    @Override
    public void onError(Throwable failure) {
      seams.meter().receiveFailed(from);
      end(() -> {}); // The peer calls again by itself.
    }

    @Override
    public void onCompleted() {
      end(answers::onCompleted);
    }

    /** Once, by whoever comes first. */
    void end(Runnable last) {
      if (hasEnded.compareAndSet(false, true)) {
        inbound.remove(this);
        last.run();
      }
    }
  }
}
