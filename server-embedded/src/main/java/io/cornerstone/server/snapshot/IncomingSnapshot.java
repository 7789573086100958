package io.cornerstone.server.snapshot;

import com.google.protobuf.ByteString;
import java.util.concurrent.CompletableFuture;

/**
 * A snapshot that is arriving. Calls come one at a time: the next one only after the future of the
 * one before has completed, which is the flow control.
 */
public interface IncomingSnapshot {
  /**
   * The next piece of content.
   *
   * @return completes with the bytes that have arrived so far, once the piece is written
   */
  CompletableFuture<Long> chunk(ByteString data);

  /**
   * All content is there.
   *
   * @param digest SHA-256 of all chunks
   * @return completes once the snapshot is verified and durable here; fails if it is not
   */
  CompletableFuture<Void> finish(ByteString digest);

  /** The sender is gone: what has arrived is thrown away. */
  void abort();
}
