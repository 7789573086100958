package io.cornerstone.server.env;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An exclusive lock on a file, held against other processes and against the rest of this one.
 *
 * <p>{@link #HELD} is shared by the whole process because what it mirrors is: a POSIX lock belongs
 * to the process, and closing <em>any</em> channel on the file gives it up. So whoever asks for a
 * lock that is held here must be turned away before the file is opened at all.
 */
final class FileDiskLock implements AutoCloseable {
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path name;
  private final FileChannel channel;
  private final AtomicBoolean closed = new AtomicBoolean();

  private FileDiskLock(Path name, FileChannel channel) {
    this.name = name;
    this.channel = channel;
  }

  static FileDiskLock take(Path lockFile) throws IOException {
    Path name = canonical(lockFile);
    if (!HELD.add(name)) {
      throw new LockedException(lockFile + " is locked by another member in this process");
    }
    boolean taken = false;
    try {
      FileDiskLock lock = new FileDiskLock(name, lockedChannel(lockFile));
      taken = true;
      return lock;
    } finally {
      if (!taken) {
        HELD.remove(name);
      }
    }
  }

  private static FileChannel lockedChannel(Path lockFile) throws IOException {
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new LockedException(lockFile + " is locked by another process");
      }
      taken = true;
      return channel;
    } catch (OverlappingFileLockException e) {
      // Held by code outside this class, for instance by another class loader's copy of it.
      throw new IOException(lockFile + " is locked by another member in this process", e);
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static Path canonical(Path lockFile) throws IOException {
    Path absolute = lockFile.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    Path file = absolute.getFileName();
    return parent == null || file == null ? absolute : parent.toRealPath().resolve(file);
  }

  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      channel.close(); // Gives up the lock; the file stays, as deleting it would race with others.
    } finally {
      HELD.remove(name);
    }
  }
}
