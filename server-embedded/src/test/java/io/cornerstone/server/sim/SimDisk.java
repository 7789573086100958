package io.cornerstone.server.sim;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that knows what was synced. Safe for use by many threads.
 *
 * <p>{@link #crash} and {@link #kill} leave this disk as it is and return another one, so that many
 * crashes can be tried from one moment; what still runs on the old one cannot harm the new one.
 * Files are limited to 2 GB.
 */
public final class SimDisk implements Disk {
  private final Object lock = new Object();
  private final SimFaults faults = new SimFaults();

  @GuardedBy("lock")
  private final SimNames names;

  @GuardedBy("lock")
  private final Set<Path> locked = new HashSet<>();

  /** An empty disk: only the root directory. */
  public SimDisk() {
    this(new SimNames());
  }

  private SimDisk(SimNames names) {
    this.names = names;
  }

  /** Where failures are ordered; a disk made by {@link #crash} or {@link #kill} has none. */
  public SimFaults faults() {
    return faults;
  }

  /**
   * The disk after a loss of power: everything that was synced, and of the rest a random part:
   * whole writes, a prefix of them, or any subset of their sectors or pages; each unsynced name as
   * before or after its change.
   */
  public SimDisk crash(RandomGenerator random) {
    synchronized (lock) {
      return new SimDisk(names.afterPowerLoss(random));
    }
  }

  /**
   * The disk after the death of the process: everything written is there, but what was not synced
   * can still be lost by a later {@link #crash}.
   */
  public SimDisk kill() {
    synchronized (lock) {
      return new SimDisk(names.afterKill());
    }
  }

  /** All files, in order of path. */
  public List<Path> files() {
    List<Path> paths = new ArrayList<>();
    synchronized (lock) {
      names.forEachFile((path, bytes) -> paths.add(path));
    }
    return paths;
  }

  /** Inverts one bit of a file on the medium; bit 0 is the lowest one of the first byte. */
  public void flipBit(Path path, long bit) throws IOException {
    synchronized (lock) {
      names.file(clean(path)).flipBit(bit);
    }
  }

  /** How many bytes of a file are on the medium. */
  public long durableBytes(Path path) throws IOException {
    synchronized (lock) {
      return names.file(clean(path)).durableBytes();
    }
  }

  /**
   * Inverts one bit of those on the medium until the returned action is run, which inverts it back
   * wherever those bytes are by then; a {@link #crash} or {@link #kill} in between copies what it
   * finds.
   */
  public Runnable damage(Path path, long bit) throws IOException {
    flipBit(path, bit);
    final SimFileBytes damaged;
    synchronized (lock) {
      damaged = names.file(clean(path));
    }
    return () -> {
      synchronized (lock) {
        if (bit / 8 < damaged.size()) {
          damaged.flipBit(bit);
        }
      }
    };
  }

  /** Whether anything written to this file could still be lost. */
  public boolean hasUnsynced(Path path) throws IOException {
    synchronized (lock) {
      return names.file(clean(path)).hasUnsynced();
    }
  }

  /** How many bytes all files have together. */
  public long totalBytes() {
    synchronized (lock) {
      return names.totalBytes();
    }
  }

  @Override
  public DiskFile create(Path path) throws IOException {
    Path cleaned = clean(path);
    faults.before(SimFaults.Kind.CREATE, cleaned);
    synchronized (lock) {
      return new SimFile(cleaned, names.create(cleaned), true);
    }
  }

  @Override
  public DiskFile open(Path path, boolean writable) throws IOException {
    Path cleaned = clean(path);
    faults.before(SimFaults.Kind.OPEN, cleaned);
    synchronized (lock) {
      return new SimFile(cleaned, names.file(cleaned), writable);
    }
  }

  @Override
  public boolean exists(Path path) throws IOException {
    faults.before(SimFaults.Kind.LIST, clean(path));
    synchronized (lock) {
      return names.find(clean(path)) != null;
    }
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    Path cleaned = clean(directory);
    faults.before(SimFaults.Kind.LIST, cleaned);
    synchronized (lock) {
      return names.find(cleaned) == null
          ? List.of()
          : List.copyOf(names.directory(cleaned).seen.keySet());
    }
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    Path cleaned = clean(directory);
    faults.before(SimFaults.Kind.CREATE, cleaned);
    synchronized (lock) {
      names.createDirectories(cleaned);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    faults.before(SimFaults.Kind.RENAME, clean(from));
    synchronized (lock) {
      names.rename(clean(from), clean(to));
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    faults.before(SimFaults.Kind.DELETE, clean(path));
    synchronized (lock) {
      names.delete(clean(path));
    }
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    Path cleaned = clean(directory);
    faults.before(SimFaults.Kind.SYNC_DIRECTORY, cleaned);
    synchronized (lock) {
      names.sync(names.directory(cleaned));
    }
  }

  @Override
  public AutoCloseable lock(Path lockFile) throws IOException {
    Path cleaned = clean(lockFile);
    synchronized (lock) {
      if (names.find(cleaned) == null) {
        names.create(cleaned);
      }
      if (!locked.add(cleaned)) {
        throw new IOException(lockFile + " is locked by another member");
      }
    }
    return () -> {
      synchronized (lock) {
        locked.remove(cleaned);
      }
    };
  }

  // Relative paths are taken from the root; the real file system is never asked.
  private static Path clean(Path path) {
    return Path.of("/").resolve(path).normalize();
  }

  private final class SimFile implements DiskFile {
    private final Path path;
    private final SimFileBytes bytes;
    private final boolean writable;
    private volatile boolean closed;

    SimFile(Path path, SimFileBytes bytes, boolean writable) {
      this.path = path;
      this.bytes = bytes;
      this.writable = writable;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      requireWritable();
      byte[] written = new byte[source.remaining()];
      source.duplicate().get(written);
      int allowed = faults.beforeWrite(path, written.length);
      synchronized (lock) {
        long growth = Math.max(0, position + written.length - bytes.size());
        long room = faults.capacity() - names.totalBytes();
        boolean full = growth > room;
        if (full) {
          allowed = (int) Math.min(allowed, Math.max(0, written.length - (growth - room)));
        }
        if (allowed > 0) {
          bytes.write(java.util.Arrays.copyOf(written, allowed), position);
        }
        if (full) {
          throw new IOException(path + ": No space left on device");
        }
      }
      if (allowed < written.length) {
        throw new IOException(path + ": simulated failure of a write");
      }
      source.position(source.limit());
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      requireOpen();
      faults.before(SimFaults.Kind.READ, path);
      synchronized (lock) {
        return bytes.read(target, position);
      }
    }

    @Override
    public void sync() throws IOException {
      requireWritable();
      try {
        faults.before(SimFaults.Kind.SYNC, path);
      } catch (IOException e) {
        synchronized (lock) {
          bytes.syncFailed();
        }
        throw e;
      }
      synchronized (lock) {
        bytes.sync();
      }
    }

    @Override
    public long size() throws IOException {
      requireOpen();
      synchronized (lock) {
        return bytes.size();
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      requireWritable();
      faults.before(SimFaults.Kind.TRUNCATE, path);
      synchronized (lock) {
        bytes.cut(size);
      }
    }

    @Override
    public void close() {
      closed = true;
    }

    private void requireOpen() throws IOException {
      if (closed) {
        throw new ClosedChannelException();
      }
    }

    private void requireWritable() throws IOException {
      requireOpen();
      if (!writable) {
        throw new IOException(path + " is open for reading only");
      }
    }
  }
}
