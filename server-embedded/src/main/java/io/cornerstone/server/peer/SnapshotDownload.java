package io.cornerstone.server.peer;

import io.cornerstone.server.peer.wire.SnapshotHeader;
import io.cornerstone.server.peer.wire.SnapshotPart;
import io.cornerstone.server.peer.wire.SnapshotStored;
import io.cornerstone.server.snapshot.IncomingSnapshot;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The receiving end of one snapshot: asks for the next part once the last one is written. */
final class SnapshotDownload implements StreamObserver<SnapshotPart> {
  private static final Logger log = LoggerFactory.getLogger(SnapshotDownload.class);

  private final long from;
  private final PeerHandler handler;
  private final PeerSeams seams;
  private final ServerCallStreamObserver<SnapshotStored> answers;
  private final AtomicBoolean isUnderWay = new AtomicBoolean(true);
  private final long startNanos;
  private @Nullable IncomingSnapshot incoming;

  private SnapshotDownload(
      long from,
      PeerHandler handler,
      PeerSeams seams,
      ServerCallStreamObserver<SnapshotStored> answers) {
    this.from = from;
    this.handler = handler;
    this.seams = seams;
    this.startNanos = seams.clock().monotonicNanos();
    this.answers = answers;
  }

  static SnapshotDownload start(
      long from,
      PeerHandler handler,
      PeerSeams seams,
      ServerCallStreamObserver<SnapshotStored> answers) {
    seams.meter().snapshotReceiving(from);
    answers.disableAutoRequest();
    answers.request(1);
    return new SnapshotDownload(from, handler, seams, answers);
  }

  @Override
  public void onNext(SnapshotPart part) {
    seams.meter().received(from, part.getSerializedSize());
    final IncomingSnapshot target = incoming;
    if (part.hasHeader() && target == null) {
      final SnapshotHeader header = part.getHeader();
      incoming = handler.snapshot(from, header.getTerm(), PeerCodec.meta(header));
      answers.request(1);
    } else if (part.hasChunk() && target != null) {
      then(target.chunk(part.getChunk()), () -> answers.request(1));
    } else if (part.hasDigest() && target != null) {
      incoming = null;
      then(target.finish(part.getDigest()), this::answer);
    } else {
      onError(new IllegalArgumentException("snapshot parts come in a wrong order"));
      refuse("snapshot parts come in a wrong order");
    }
  }

  @Override
  public void onError(Throwable failure) {
    final IncomingSnapshot target = incoming;
    incoming = null;
    if (target != null) {
      target.abort();
      ended(false);
    }
  }

  @Override
  public void onCompleted() {
    // The digest ends a snapshot; if it did not come, the sender broke off.
    onError(new IllegalStateException("snapshot without digest"));
  }

  private void then(CompletableFuture<?> step, Runnable next) {
    step.whenComplete(
        (done, failure) -> {
          if (failure == null) {
            next.run();
          } else {
            log.warn(
                "snapshot not stored: from={} reason={}",
                Long.toHexString(from),
                failure.toString());
            onError(failure);
            refuse("the snapshot was not stored");
          }
        });
  }

  /** Once, however it ends. */
  private void ended(boolean isStored) {
    if (isUnderWay.compareAndSet(true, false)) {
      final long nanos = seams.clock().monotonicNanos() - startNanos;
      seams.meter().snapshotReceived(from, isStored, nanos);
    }
  }

  private void answer() {
    ended(true);
    if (!answers.isCancelled()) {
      answers.onNext(SnapshotStored.getDefaultInstance());
      answers.onCompleted();
    }
  }

  private void refuse(String reason) {
    ended(false);
    if (!answers.isCancelled()) {
      answers.onError(Status.ABORTED.withDescription(reason).asRuntimeException());
    }
  }
}
