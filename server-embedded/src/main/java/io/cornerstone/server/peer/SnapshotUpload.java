package io.cornerstone.server.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cornerstone.server.peer.wire.PeerGrpc;
import io.cornerstone.server.peer.wire.SnapshotPart;
import io.cornerstone.server.peer.wire.SnapshotStored;
import io.cornerstone.server.snapshot.ChunkStream;
import io.cornerstone.server.snapshot.SnapshotSource;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Streams one snapshot to one peer. The thread that runs {@link #run} waits whenever the peer does
 * not take more, so at most a few chunks are in memory.
 */
final class SnapshotUpload implements ClientResponseObserver<SnapshotPart, SnapshotStored> {
  /** A peer that takes nothing for this long is given up. */
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);

  private final long term;
  private final SnapshotSource snapshot;
  private final LongConsumer onSent;
  private final CompletableFuture<Void> stored = new CompletableFuture<>();
  private final Object lock = new Object();

  @GuardedBy("lock")
  private boolean isReady;

  @GuardedBy("lock")
  private boolean isEnded;

  private volatile @Nullable ClientCallStreamObserver<SnapshotPart> stream;

  /**
   * @param term the term in which the sender leads
   * @param snapshot closed once it is sent or given up
   * @param onSent takes the bytes of each part
   */
  SnapshotUpload(long term, SnapshotSource snapshot, LongConsumer onSent) {
    this.term = term;
    this.snapshot = snapshot;
    this.onSent = onSent;
  }

  /** Completes when the peer has the snapshot. */
  CompletableFuture<Void> stored() {
    return stored;
  }

  /** Sends everything; blocks. The peer's answer comes later, through {@link #stored}. */
  void run(Channel channel) {
    PeerGrpc.newStub(channel).installSnapshot(this);
    try (SnapshotSource source = snapshot) {
      send(SnapshotPart.newBuilder().setHeader(PeerCodec.header(term, source.meta())).build());
      final ChunkStream chunks = new ChunkStream(this::sendChunk);
      source.writeTo(chunks);
      send(SnapshotPart.newBuilder().setDigest(chunks.digest()).build());
      opened().onCompleted();
    } catch (IOException | RuntimeException e) {
      opened().cancel("snapshot could not be sent", e);
      end(e);
    }
  }

  /** Ends it, also if {@link #run} was never called. */
  void cancel() {
    final ClientCallStreamObserver<SnapshotPart> call = stream;
    if (call != null) {
      call.cancel("the member is closing", null);
    }
    end(new IOException("the member is closing"));
    snapshot.close();
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<SnapshotPart> requests) {
    stream = requests;
    requests.setOnReadyHandler(this::wake);
  }

  @Override
  public void onNext(SnapshotStored answer) {
    stored.complete(null);
  }

  @Override
  public void onError(Throwable failure) {
    end(failure);
  }

  @Override
  public void onCompleted() {
    end(new IOException("the peer ended the stream without an answer"));
  }

  private void sendChunk(ByteString chunk) throws IOException {
    send(SnapshotPart.newBuilder().setChunk(chunk).build());
  }

  private void send(SnapshotPart part) throws IOException {
    awaitRoom();
    onSent.accept(part.getSerializedSize());
    opened().onNext(part);
  }

  private ClientCallStreamObserver<SnapshotPart> opened() {
    final ClientCallStreamObserver<SnapshotPart> call = stream;
    if (call == null) {
      throw new IllegalStateException("the call was not started");
    }
    return call;
  }

  private void awaitRoom() throws IOException {
    if (opened().isReady()) {
      return;
    }
    synchronized (lock) {
      isReady = false;
    }
    if (opened().isReady()) {
      return;
    }
    boolean gaveUp = false;
    synchronized (lock) {
      if (!isReady && !isEnded) {
        waitOnce();
        gaveUp = !isReady;
      }
      if (isEnded || gaveUp) {
        throw new IOException("the peer takes no more of the snapshot");
      }
    }
  }

  @GuardedBy("lock")
  private void waitOnce() throws InterruptedIOException {
    try {
      TimeUnit.MILLISECONDS.timedWait(lock, STALL_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a snapshot was sent");
    }
  }

  private void wake() {
    synchronized (lock) {
      isReady = true;
      lock.notifyAll();
    }
  }

  private void end(Throwable failure) {
    synchronized (lock) {
      isEnded = true;
      lock.notifyAll();
    }
    stored.completeExceptionally(failure);
  }
}
