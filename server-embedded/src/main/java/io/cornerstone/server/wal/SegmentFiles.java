package io.cornerstone.server.wal;

import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The segment files of one log: makes new ones and deletes those that nobody needs any more. */
final class SegmentFiles {
  private final Disk disk;
  private final Path directory;
  private final Wal.Metadata metadata;
  private final Wal.Options options;
  private final List<SegmentName> names; // In order; the last one is being written.

  SegmentFiles(
      Disk disk,
      Path directory,
      Wal.Metadata metadata,
      Wal.Options options,
      List<SegmentName> names) {
    this.disk = disk;
    this.directory = directory;
    this.metadata = metadata;
    this.options = options;
    this.names = new ArrayList<>(names);
  }

  /**
   * Makes the next segment, with {@code records} as its first batch; durable on return. The file
   * gets its name only when its content is on the medium, so one with that name is never half-made.
   */
  SegmentWriter create(
      long firstIndex, boolean begins, long firstBatch, int chain, RecordWriter records)
      throws IOException {
    long sequence = names.isEmpty() ? 0 : names.get(names.size() - 1).sequence() + 1;
    SegmentName name = new SegmentName(sequence, firstIndex);
    Path temporary = directory.resolve(name + SegmentName.TEMPORARY);
    DiskFile file = disk.create(temporary);
    boolean done = false;
    try {
      SegmentHeader header = new SegmentHeader(metadata, name, begins, firstBatch, chain);
      SegmentWriter writer = new SegmentWriter(file, header, options.segmentBytes());
      writer.begin(header, records);
      disk.rename(temporary, directory.resolve(name.toString()));
      disk.syncDirectory(directory);
      names.add(name);
      done = true;
      return writer;
    } finally {
      if (!done) {
        file.close();
      }
    }
  }

  /** Deletes the segments that hold no entry after {@code startIndex}. */
  void deleteUpTo(long startIndex) throws IOException {
    int kept = names.size() - 1;
    // When a segment with firstIndex <= startIndex + 1 was begun, no later entry existed yet.
    while (kept > 0 && names.get(kept).firstIndex() > startIndex + 1) {
      kept--;
    }
    deleteBefore(kept);
  }

  /** Deletes all segments but the one being written. */
  void deleteAllButLast() throws IOException {
    deleteBefore(names.size() - 1);
  }

  private void deleteBefore(int kept) throws IOException {
    if (kept == 0) {
      return;
    }
    for (SegmentName name : names.subList(0, kept)) {
      disk.delete(directory.resolve(name.toString()));
    }
    names.subList(0, kept).clear();
    disk.syncDirectory(directory);
  }
}
