package io.cornerstone.server.member;

import io.cornerstone.server.env.Disk;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.store.SegmentEngine;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The store of a member that is not running, for work on it. Holds the data directory's lock, so
 * that the member cannot be started meanwhile. For one thread.
 *
 * <p>The store may lag behind the log by what the member had not written there yet when it ended;
 * at its next start it catches up.
 */
public final class OfflineStore implements AutoCloseable {
  private final DataDirectory directory;
  private final Engine engine;

  private OfflineStore(DataDirectory directory, Engine engine) {
    this.directory = directory;
    this.engine = engine;
  }

  /**
   * Opens the store.
   *
   * @throws IOException with one line, if there is none, a member has it, or it is damaged
   */
  public static OfflineStore open(Disk disk, Path dataDir) throws IOException {
    if (!disk.exists(dataDir.resolve("member"))) {
      throw new IOException("there is no member in " + dataDir);
    }
    final DataDirectory directory = DataDirectory.lock(disk, dataDir, FileSizes.DEFAULT);
    try {
      final Path newest =
          directory
              .stores()
              .newest()
              .orElseThrow(() -> new IOException("there is no store in " + dataDir));
      return new OfflineStore(
          directory, SegmentEngine.open(disk, newest, SegmentEngine.Options.DEFAULT));
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /** The store. */
  public Engine engine() {
    return engine;
  }

  /** Makes it durable, and gives it and the lock free. */
  @Override
  public void close() {
    try {
      engine.close();
    } finally {
      directory.close();
    }
  }
}
