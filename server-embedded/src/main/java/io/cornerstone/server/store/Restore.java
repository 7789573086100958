package io.cornerstone.server.store;

import io.cornerstone.server.env.Disk;
import io.cornerstone.server.mvcc.Engine.Change;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes a directory from a stream: in another place first, which gets its name when all is verified
 * and durable.
 */
final class Restore {
  private static final String SUFFIX = ".restoring";

  /** A provisional commit now and then lets the segments end. Nobody sees it under this name. */
  private static final int COMMIT_EVERY_BYTES = 1 << 20;

  private Restore() {}

  static void run(Disk disk, Path directory, InputStream content, SegmentEngine.Options options)
      throws IOException {
    if (disk.exists(directory)) {
      if (!disk.list(directory).isEmpty()) {
        throw new IOException("cannot restore a store to " + directory + ": it is not empty");
      }
      disk.delete(directory);
    }
    Path parent = directory.toAbsolutePath().getParent();
    Path place = directory.resolveSibling(directory.getFileName() + SUFFIX);
    disk.delete(place);
    try {
      fill(disk, place, content, options);
      disk.rename(place, directory);
      disk.syncDirectory(parent == null ? directory : parent);
    } catch (UncheckedIOException e) {
      clear(disk, place, e);
      throw new IOException("cannot restore a store to " + directory, e);
    } catch (IOException | RuntimeException e) {
      clear(disk, place, e);
      throw e;
    }
  }

  private static void fill(
      Disk disk, Path place, InputStream content, SegmentEngine.Options options)
      throws IOException {
    StoreStream.Reader reader = new StoreStream.Reader(new BufferedInputStream(content, 1 << 16));
    SegmentEngine engine = SegmentEngine.open(disk, place, options);
    try {
      copy(reader, engine);
      engine.commit(reader.applied());
      engine.close();
    } finally {
      engine.abort(); // Nothing after close.
    }
  }

  private static void copy(StoreStream.Reader reader, SegmentEngine engine) throws IOException {
    long uncommitted = 0;
    Revision last = null;
    int length = reader.next();
    while (length > 0) {
      if (Records.isChange(reader.record(), 0)) {
        last = change(reader, length, last, engine);
      } else {
        state(reader, length, engine);
      }
      uncommitted += length;
      if (uncommitted >= COMMIT_EVERY_BYTES) {
        engine.commit(LogPosition.ZERO);
        uncommitted = 0;
      }
      length = reader.next();
    }
  }

  private static Revision change(
      StoreStream.Reader reader, int length, @Nullable Revision last, SegmentEngine engine)
      throws IOException {
    Change change = Segment.decode(reader.record(), 0, length);
    if (change.revision().sub() < 0 || (last != null && last.compareTo(change.revision()) >= 0)) {
      throw reader.damaged("revisions out of order");
    }
    engine.append(change.revision(), change.tombstone(), change.kv());
    return change.revision();
  }

  private static void state(StoreStream.Reader reader, int length, SegmentEngine engine)
      throws IOException {
    StateRecord entry = StateRecord.decode(reader.record(), 0, length);
    if (entry == null || entry.value() == null) {
      throw reader.damaged("a state record makes no sense");
    }
    engine.putState(entry.bucket(), entry.key(), entry.value());
  }

  private static void clear(Disk disk, Path place, Exception cause) {
    try {
      disk.delete(place);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
