package io.cornerstone.server.cli;

import io.cornerstone.server.env.Clock;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.LockedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that had the data directory before, and may still be ending: a supervisor that kills
 * a member and starts it again at once must not fail.
 */
final class Predecessor {
  /** An orderly end hands the leadership over first, which takes up to seven seconds. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Predecessor.class);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Disk disk;
  private final Clock clock;

  Predecessor(Disk disk, Clock clock) {
    this.disk = disk;
    this.clock = clock;
  }

  /**
   * Waits, if the directory is in use, until it is not, or patience ends.
   *
   * @return whether it was in use
   */
  boolean awaitEnd(Path dataDir) {
    final Path lock = dataDir.resolve("member").resolve("lock");
    if (!isHeld(lock)) {
      return false;
    }
    log.warn("another process has the data directory, waiting for its end: dataDir={}", dataDir);
    final long start = clock.monotonicNanos();
    while (isHeld(lock) && clock.monotonicNanos() - start < PATIENCE.toNanos()) {
      pause();
    }
    return true;
  }

  /** Between two attempts. */
  static void pause() {
    LockSupport.parkNanos(PAUSE.toNanos());
  }

  /** Anything else that is wrong with the directory will be told by the start itself. */
  private boolean isHeld(Path lock) {
    try {
      if (disk.exists(lock)) {
        disk.lock(lock).close();
      }
      return false;
    } catch (LockedException e) {
      return true;
    } catch (Exception e) {
      return false;
    }
  }
}
