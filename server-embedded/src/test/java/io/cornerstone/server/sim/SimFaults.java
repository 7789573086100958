package io.cornerstone.server.sim;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is to go wrong on a {@link SimDisk}. Safe for use by many threads. */
public final class SimFaults {
  /** An operation of the disk or of one of its files. */
  public enum Kind {
    CREATE(true),
    OPEN(false),
    LIST(false),
    READ(false),
    WRITE(true),
    TRUNCATE(true),
    SYNC(true),
    RENAME(true),
    DELETE(true),
    SYNC_DIRECTORY(true);

    private final boolean isChange;

    Kind(boolean isChange) {
      this.isChange = isChange;
    }
  }

  /** Called before each operation, on its thread, without a lock: may count, wait or throw. */
  public interface Hook {
    void before(Kind kind, Path path) throws IOException;
  }

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<Kind, Integer> failures = new EnumMap<>(Kind.class);

  @GuardedBy("lock")
  private long changesLeft = Long.MAX_VALUE;

  @GuardedBy("lock")
  private long changes;

  private volatile long capacity = Long.MAX_VALUE;
  private volatile @Nullable Hook hook;

  /** Lets the {@code n}-th operation of a kind from now on fail, once; 1 is the next one. */
  public void fail(Kind kind, int n) {
    synchronized (lock) {
      failures.put(kind, n);
    }
  }

  /**
   * Lets {@code count} more changes (anything but open, list and read) succeed, then fails all that
   * follow; a write that fails first may have been done by half.
   */
  public void stopAfter(long count) {
    synchronized (lock) {
      changesLeft = count;
    }
  }

  /** How many changes were tried so far. */
  public long changes() {
    synchronized (lock) {
      return changes;
    }
  }

  /** Limits the bytes of all files together; a write beyond it is cut short and fails. */
  public void setCapacity(long bytes) {
    capacity = bytes;
  }

  /** Takes back all that was ordered and has not happened yet. */
  public void clear() {
    synchronized (lock) {
      failures.clear();
      changesLeft = Long.MAX_VALUE;
    }
    capacity = Long.MAX_VALUE;
    hook = null;
  }

  long capacity() {
    return capacity;
  }

  /** Sets what is called before each operation; null for nothing. */
  public void setHook(@Nullable Hook hook) {
    this.hook = hook;
  }

  void before(Kind kind, Path path) throws IOException {
    Hook called = hook;
    if (called != null) {
      called.before(kind, path);
    }
    if (!allowed(kind)) {
      throw new IOException(path + ": simulated failure of " + kind);
    }
  }

  /** Returns how many of {@code length} bytes may be written; fewer means that the write fails. */
  int beforeWrite(Path path, int length) throws IOException {
    Hook called = hook;
    if (called != null) {
      called.before(Kind.WRITE, path);
    }
    if (allowed(Kind.WRITE)) {
      return length;
    }
    boolean first;
    synchronized (lock) {
      first = changesLeft >= -1;
    }
    if (length == 0 || !first) {
      throw new IOException(path + ": simulated failure of WRITE");
    }
    return length / 2;
  }

  private boolean allowed(Kind kind) {
    synchronized (lock) {
      if (kind.isChange) {
        changes++;
        changesLeft--;
        if (changesLeft < 0) {
          return false;
        }
      }
      Integer left = failures.computeIfPresent(kind, (k, n) -> n - 1);
      if (left != null && left == 0) {
        failures.remove(kind);
        return false;
      }
      return true;
    }
  }
}
