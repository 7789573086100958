package io.cornerstone.client.internal.parts;

import io.cornerstone.client.EtcdException;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.maintenance.SnapshotResult;
import io.cornerstone.protocol.MaintenanceGrpc;
import io.cornerstone.protocol.SnapshotRequest;
import io.cornerstone.protocol.SnapshotResponse;
import io.cornerstone.protocol.StatusCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot on its way into a file.
 *
 * <p>The stream is the database followed by the 32 bytes of its SHA-256, and the file keeps both,
 * since that is what etcd's restore expects. Which bytes are the last 32 is known at the end only:
 * so many are always held back from the digest.
 *
 * <p>Used by one task at a time.
 */
final class SnapshotFile {
  private static final int SUM_BYTES = 32;

  private final Path target;
  private final Path part;
  private final MessageDigest digest = sha256();
  private byte[] held = new byte[0];
  private long size;
  private String version = "";
  private @Nullable FileChannel channel;

  private SnapshotFile(Path target) {
    this.target = target.toAbsolutePath();
    this.part = this.target.resolveSibling(this.target.getFileName() + ".part");
  }

  static CompletableFuture<SnapshotResult> save(
      Transport transport, @Nullable String endpoint, Path target, Duration silenceMax) {
    SnapshotFile file = new SnapshotFile(target);
    return transport.receive(
        endpoint,
        MaintenanceGrpc.getSnapshotMethod(),
        SnapshotRequest.getDefaultInstance(),
        silenceMax,
        new Transport.Receiver<SnapshotResponse, SnapshotResult>() {
          @Override
          public void onMessage(SnapshotResponse message) {
            file.append(message);
          }

          @Override
          public SnapshotResult onEnd() {
            return file.finish();
          }

          @Override
          public void onFailed() {
            file.discard();
          }
        });
  }

  private void append(SnapshotResponse message) {
    if (!message.getVersion().isEmpty()) {
      version = message.getVersion();
    }
    try {
      for (ByteBuffer piece : message.getBlob().asReadOnlyByteBufferList()) {
        digest(piece.duplicate());
        write(piece);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(ByteBuffer piece) throws IOException {
    FileChannel open = channel;
    if (open == null) {
      open =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
      channel = open;
    }
    size += piece.remaining();
    while (piece.hasRemaining()) {
      open.write(piece);
    }
  }

  /** Takes all but the last 32 bytes so far into the digest. */
  private void digest(ByteBuffer piece) {
    byte[] bytes = Arrays.copyOf(held, held.length + piece.remaining());
    piece.get(bytes, held.length, piece.remaining());
    int certain = Math.max(0, bytes.length - SUM_BYTES);
    digest.update(bytes, 0, certain);
    held = Arrays.copyOfRange(bytes, certain, bytes.length);
  }

  private SnapshotResult finish() {
    byte[] sum = digest.digest();
    FileChannel open = channel;
    if (open == null || !Arrays.equals(sum, held)) {
      throw new EtcdException(
          StatusCode.DATA_LOSS, null, "the snapshot does not have the SHA-256 it says: " + target);
    }
    try {
      open.force(true);
      open.close();
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(target.getParent())) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SnapshotResult(target, size, HexFormat.of().formatHex(sum), version);
  }

  /** Leaves nothing behind. */
  private void discard() {
    try {
      FileChannel open = channel;
      if (open != null) {
        open.close();
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
