package io.cornerstone.server.rpc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.SnapshotResponse;
import io.cornerstone.server.backup.SnapshotContent;
import io.cornerstone.server.member.MemberView;
import io.cornerstone.server.mvcc.Engine;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot on its way to a client: the file in small blobs, then its SHA-256. The file is made
 * piece by piece on the member's reader threads, and the next piece only when the client has taken
 * the one before, so that a slow client holds neither a thread nor more memory than a piece. What
 * it holds is the view of the store: its files stay until the call ends.
 *
 * <p>One turn runs at a time: whoever sets {@code isTurn} owns everything else in here.
 */
final class SnapshotStream {
  private static final int BLOB_BYTES = 32 << 10;

  private final MemberView member;
  private final ServerCallStreamObserver<SnapshotResponse> client;
  private final MessageDigest digest = sha256();
  private final AtomicBoolean isTurn = new AtomicBoolean(true);
  private volatile boolean isCancelled;
  private Engine.@Nullable View view;
  private @Nullable SnapshotContent content;
  private boolean isMeasured;
  private long remaining;

  private SnapshotStream(MemberView member, ServerCallStreamObserver<SnapshotResponse> client) {
    this.member = member;
    this.client = client;
  }

  /** Begins to send; from within the call, before it returns. */
  static void open(MemberView member, ServerCallStreamObserver<SnapshotResponse> client) {
    SnapshotStream stream = new SnapshotStream(member, client);
    client.setOnReadyHandler(stream::wake);
    client.setOnCancelHandler(stream::cancel);
    member.view().whenComplete(stream::begin);
  }

  private void begin(Engine.@Nullable View taken, @Nullable Throwable failure) {
    if (taken == null || failure != null) {
      client.onError(
          Statuses.of(failure == null ? new IllegalStateException("no view") : failure)
              .asRuntimeException());
      return;
    }
    view = taken;
    content = new SnapshotContent(taken);
    turn();
  }

  private void cancel() {
    isCancelled = true;
    wake();
  }

  private void wake() {
    if (isTurn.compareAndSet(false, true)) {
      turn();
    }
  }

  /** Goes on if there is something to do, else gives the turn free. */
  private void turn() {
    if (isCancelled) {
      close();
    } else if (!isMeasured || client.isReady()) {
      member.read(false, this::piece).whenComplete(this::made);
    } else {
      isTurn.set(false);
      if (isCancelled || client.isReady()) { // Became so just now, and found the turn taken.
        wake();
      }
    }
  }

  /** The next piece of the file; empty at its end, and as long as it is measured. */
  private ByteString piece() {
    SnapshotContent open = content;
    if (open == null) {
      return ByteString.EMPTY;
    }
    try {
      return isMeasured || !open.measure() ? firstOrNext(open) : ByteString.EMPTY;
    } catch (IOException e) {
      throw new UncheckedIOException("the store cannot be read for a snapshot", e);
    }
  }

  private ByteString firstOrNext(SnapshotContent open) throws IOException {
    if (!isMeasured) {
      isMeasured = true;
      remaining = open.sizeBytes();
    }
    return open.next();
  }

  private void made(@Nullable ByteString piece, @Nullable Throwable failure) {
    if (piece == null || failure != null) {
      close();
      client.onError(
          Statuses.of(failure == null ? new IllegalStateException("no piece") : failure)
              .asRuntimeException());
      return;
    }
    if (!isMeasured || !piece.isEmpty()) {
      send(piece);
      turn();
      return;
    }
    close();
    // The digest is the only message about nothing that remains.
    client.onNext(response(ByteString.copyFrom(digest.digest())));
    client.onCompleted();
  }

  private void send(ByteString piece) {
    for (int from = 0; from < piece.size(); from += BLOB_BYTES) {
      ByteString blob = piece.substring(from, Math.min(piece.size(), from + BLOB_BYTES));
      blob.asReadOnlyByteBufferList().forEach(digest::update);
      remaining -= blob.size();
      client.onNext(response(blob));
    }
  }

  private SnapshotResponse response(ByteString blob) {
    return SnapshotResponse.newBuilder()
        .setRemainingBytes(remaining)
        .setBlob(blob)
        .setVersion(ServerVersion.STORAGE)
        .build();
  }

  /** The turn is never given free afterwards. */
  private void close() {
    Engine.View held = view;
    view = null;
    content = null;
    if (held != null) {
      held.close();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
