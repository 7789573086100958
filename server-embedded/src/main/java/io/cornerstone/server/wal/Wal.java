package io.cornerstone.server.wal;

import io.cornerstone.server.env.Disk;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.SnapshotMeta;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Placeholder for the interface between the log and the raft loop; the class itself is the next
 * step.
 */
public abstract class Wal implements AutoCloseable {
  /** Whose log this is; a directory of another cluster or member is refused by comparing it. */
  public record Metadata(long clusterId, long memberId) {}

  /**
   * @param segmentBytes size at which a new segment is begun; etcd's is 64,000,000
   */
  public record Options(long segmentBytes) {
    public static final Options DEFAULT = new Options(64_000_000);
  }

  /** What a log holds: {@code entries} follow {@code start.last()} without a gap. */
  public record Recovered(
      Wal wal, Metadata metadata, SnapshotMeta start, HardState hardState, List<Entry> entries) {}

  /** Creates a log that begins after {@code start}; durable on return. */
  public static Wal create(
      Disk disk, Path directory, Metadata metadata, SnapshotMeta start, Options options)
      throws IOException {
    throw new IllegalStateException();
  }

  /**
   * Opens an existing log and cuts off a torn tail.
   *
   * @throws io.cornerstone.server.wal.Wal.DamagedException if anything but the tail is damaged
   */
  public static Recovered open(Disk disk, Path directory, Options options) throws IOException {
    throw new IllegalStateException();
  }

  /**
   * Adds to the log; an entry replaces the one at its index and all after it. Durable after {@link
   * #sync}.
   */
  public abstract void append(@Nullable HardState hardState, List<Entry> entries)
      throws IOException;

  /** Makes everything appended durable, with one sync of the disk. */
  public abstract void sync() throws IOException;

  /**
   * From now on the log begins after {@code start}; frees segments that are not needed any more.
   * Entries after it stay.
   */
  public abstract void compact(SnapshotMeta start) throws IOException;

  /** Forgets all entries; the log begins after {@code start}. Durable on return. */
  public abstract void reset(SnapshotMeta start, HardState hardState) throws IOException;

  @Override
  public abstract void close() throws IOException;

  /** The log cannot be trusted. The message is one line that names file, offset and reason. */
  public static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    public DamagedException(Path file, long offset, String reason) {
      super("write-ahead log " + file + " is damaged at offset " + offset + ": " + reason);
    }
  }
}
