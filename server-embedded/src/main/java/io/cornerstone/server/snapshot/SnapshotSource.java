package io.cornerstone.server.snapshot;

import io.cornerstone.server.raft.SnapshotMeta;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A snapshot that can be sent: an immutable view, so that it may be streamed on any thread while
 * the member goes on. Close it to let go of what it holds.
 */
public interface SnapshotSource extends AutoCloseable {
  SnapshotMeta meta();

  /** Writes the whole content. */
  void writeTo(OutputStream target) throws IOException;

  /** Idempotent. A {@link #writeTo} that runs fails with an IOException or goes on to its end. */
  @Override
  void close();
}
