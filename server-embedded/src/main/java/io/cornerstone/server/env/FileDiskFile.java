package io.cornerstone.server.env;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One file of a {@link FileDisk}.
 *
 * <p>A Java file channel dies when a thread is interrupted in the middle of using it, for every
 * other thread too. So reads and writes have channels of their own: an interrupted reader never
 * harms the writer, and a dead read channel is opened anew. A write or sync that is interrupted
 * half way fails, because nobody can tell any more what the disk answered; an interrupt from before
 * it began waits until it is done.
 */
final class FileDiskFile implements DiskFile {
  private final @Nullable FileChannel writing; // null if open for reading only.
  private final Consumer<FileDiskFile> onClose;
  private final Object lock = new Object();
  private volatile Path path;
  private volatile @Nullable FileChannel reading; // Opened at the first read.

  @GuardedBy("lock")
  private boolean closed;

  FileDiskFile(Path path, @Nullable FileChannel writing, Consumer<FileDiskFile> onClose) {
    this.path = path;
    this.writing = writing;
    this.onClose = onClose;
  }

  void openForReading() throws IOException {
    readChannel(null);
  }

  /** The name {@code from} is {@code to} now, and so is all that was below it. */
  void renamed(Path from, Path to) {
    Path now = path;
    if (now.equals(from)) {
      path = to;
    } else if (now.startsWith(from)) {
      path = to.resolve(from.relativize(now));
    }
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    FileChannel channel = writeChannel();
    boolean interrupted = Thread.interrupted();
    try {
      long at = position;
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    } catch (IOException e) {
      throw failed("write", e);
    } finally {
      restore(interrupted);
    }
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    int start = target.position();
    return (int)
        uninterrupted(
            "read",
            channel -> {
              target.position(start); // Where an attempt on a dead channel may have moved it.
              return readFully(channel, target, position);
            });
  }

  /** Runs something that changes nothing, again on a new channel if an interrupt closed the old. */
  private long uninterrupted(String name, ReadOperation operation) throws IOException {
    boolean interrupted = Thread.interrupted();
    @Nullable FileChannel dead = null;
    try {
      while (true) {
        FileChannel channel = readChannel(dead);
        try {
          return operation.on(channel);
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted(); // Set, it would kill the next channel too.
          dead = channel;
        } catch (ClosedChannelException e) {
          dead = channel; // Another reader was interrupted, or the file was closed.
        }
      }
    } catch (IOException e) {
      throw failed(name, e);
    } finally {
      restore(interrupted);
    }
  }

  private static int readFully(FileChannel channel, ByteBuffer target, long position)
      throws IOException {
    int total = 0;
    while (target.hasRemaining()) {
      int count = channel.read(target, position + total);
      if (count < 0) {
        break;
      }
      total += count;
    }
    return total;
  }

  /** The channel for reads, never {@code dead}. */
  private FileChannel readChannel(@Nullable FileChannel dead) throws IOException {
    FileChannel current = reading;
    if (current != null && current != dead) {
      return current;
    }
    synchronized (lock) {
      if (closed) {
        throw new ClosedChannelException();
      }
      current = reading;
      if (current == null || current == dead) {
        current = FileChannel.open(path, StandardOpenOption.READ);
        reading = current;
      }
      return current;
    }
  }

  @Override
  public void sync() throws IOException {
    FileChannel channel = writeChannel();
    boolean interrupted = Thread.interrupted();
    try {
      channel.force(false); // The size is synced with it; times are not worth a journal write.
    } catch (IOException e) {
      throw failed("sync", e);
    } finally {
      restore(interrupted);
    }
  }

  @Override
  public long size() throws IOException {
    return uninterrupted("size", FileChannel::size);
  }

  @Override
  public void truncate(long size) throws IOException {
    FileChannel channel = writeChannel();
    boolean interrupted = Thread.interrupted();
    try {
      channel.truncate(size);
    } catch (IOException e) {
      throw failed("truncate", e);
    } finally {
      restore(interrupted);
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      onClose.accept(this);
      FileChannel reader = reading;
      if (reader != null) {
        reader.close();
      }
    }
    if (writing != null) {
      writing.close();
    }
  }

  private FileChannel writeChannel() throws IOException {
    if (writing == null) {
      throw new IOException(path + " is open for reading only");
    }
    return writing;
  }

  private IOException failed(String operation, IOException cause) {
    String reason = cause.getMessage() != null ? cause.getMessage() : cause.toString();
    return new IOException(operation + " of " + path + " failed: " + reason, cause);
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private interface ReadOperation {
    long on(FileChannel channel) throws IOException;
  }
}
