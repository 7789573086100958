package io.cornerstone.server.wal;

import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads a log's directory from its beginning to its end, and repairs what a crash may have left.
 *
 * <p>The log begins at the last segment whose header says so or, if that was freed since, at the
 * first one from which an unbroken row of sequences leads to the last segment. What lies before is
 * left over from a compaction or a reset that was interrupted.
 */
final class LogOpener {
  private final Disk disk;
  private final Path directory;
  private final Wal.Options options;

  LogOpener(Disk disk, Path directory, Wal.Options options) {
    this.disk = disk;
    this.directory = directory;
    this.options = options;
  }

  /** The names of the segments in a directory, in order. */
  static List<SegmentName> segments(Disk disk, Path directory) throws IOException {
    List<SegmentName> names = new ArrayList<>();
    for (String file : disk.list(directory)) {
      SegmentName.parse(file).ifPresent(names::add);
    }
    names.sort(Comparator.comparingLong(SegmentName::sequence));
    return names;
  }

  /** Deletes files that a crash kept from becoming segments. */
  static void deleteUnfinished(Disk disk, Path directory) throws IOException {
    for (String file : disk.list(directory)) {
      if (file.endsWith(SegmentName.TEMPORARY)) {
        disk.delete(directory.resolve(file));
      }
    }
  }

  Wal.Recovered open() throws IOException {
    List<SegmentName> all = segments(disk, directory);
    if (all.isEmpty()) {
      throw new NoSuchFileException(directory.toString(), null, "no write-ahead log there");
    }
    requireDistinct(all);
    List<SegmentName> live = all.subList(firstLive(all), all.size());
    LogReplay replay = new LogReplay(live.get(0).firstIndex());
    Optional<SegmentReader> before = Optional.empty();
    for (SegmentName name : live.subList(0, live.size() - 1)) {
      before = Optional.of(readSealed(name, before, replay));
    }
    SegmentName last = live.get(live.size() - 1);
    Path path = directory.resolve(last.toString());
    DiskFile file = disk.open(path, true);
    boolean done = false;
    try {
      SegmentReader reader = read(file, last, before, replay, true);
      Optional<String> problem = replay.problem();
      if (problem.isPresent()) {
        throw reader.damaged(reader.position(), problem.get());
      }
      makeDurable(file, reader);
      deleteLeftOver(all.subList(0, all.size() - live.size()));
      Wal wal =
          new Wal(
              new SegmentFiles(disk, directory, reader.header().metadata(), options, live),
              SegmentWriter.after(reader, file, options.segmentBytes()),
              replay);
      done = true;
      return new Wal.Recovered(
          wal, reader.header().metadata(), replay.start(), replay.hardState(), replay.entries());
    } finally {
      if (!done) {
        file.close();
      }
    }
  }

  private void requireDistinct(List<SegmentName> all) throws Wal.DamagedException {
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i).sequence() == all.get(i - 1).sequence()) {
        throw new Wal.DamagedException(
            directory.resolve(all.get(i).toString()), 0, "another file has the same sequence");
      }
    }
  }

  private int firstLive(List<SegmentName> all) throws IOException {
    int first = all.size() - 1;
    while (first > 0
        && all.get(first - 1).sequence() == all.get(first).sequence() - 1
        && !header(all.get(first)).begins()) {
      first--;
    }
    return first;
  }

  private SegmentHeader header(SegmentName name) throws IOException {
    Path path = directory.resolve(name.toString());
    try (DiskFile file = disk.open(path, false)) {
      return SegmentReader.open(file, path, name).header();
    }
  }

  private SegmentReader readSealed(
      SegmentName name, Optional<SegmentReader> before, LogReplay replay) throws IOException {
    try (DiskFile file = disk.open(directory.resolve(name.toString()), false)) {
      return read(file, name, before, replay, false);
    }
  }

  private SegmentReader read(
      DiskFile file,
      SegmentName name,
      Optional<SegmentReader> before,
      LogReplay replay,
      boolean isLastSegment)
      throws IOException {
    SegmentReader reader = SegmentReader.open(file, directory.resolve(name.toString()), name);
    if (before.isPresent()) {
      requireSuccession(before.get(), reader);
    }
    for (var batch = reader.next(isLastSegment);
        batch != null;
        batch = reader.next(isLastSegment)) {
      Optional<String> problem = replay.apply(batch);
      if (problem.isPresent()) {
        throw reader.damaged(reader.position(), problem.get());
      }
    }
    return reader;
  }

  private static void requireSuccession(SegmentReader before, SegmentReader after)
      throws Wal.DamagedException {
    SegmentHeader header = after.header();
    if (!header.metadata().equals(before.header().metadata())) {
      throw after.damaged(0, "it belongs to another cluster or member than the one before it");
    }
    if (header.firstBatch() != before.nextBatch() || header.chain() != before.chain()) {
      throw before.damaged(before.position(), "the next segment continues something else");
    }
  }

  /**
   * Whatever was read is about to be relied on, but a process that died may have left its last
   * batch unsynced. The batch is written once more before the sync: if a sync of it failed in the
   * past, the system may take it for clean and would not write it by itself.
   */
  private void makeDurable(DiskFile file, SegmentReader reader) throws IOException {
    if (reader.isCut()) {
      file.truncate(reader.position());
    }
    ByteBuffer batch = ByteBuffer.allocate((int) (reader.position() - reader.lastStart()));
    file.read(batch, reader.lastStart());
    file.write(batch.flip(), reader.lastStart());
    file.sync();
    disk.syncDirectory(directory);
  }

  private void deleteLeftOver(List<SegmentName> names) throws IOException {
    for (SegmentName name : names) {
      disk.delete(directory.resolve(name.toString()));
    }
    deleteUnfinished(disk, directory);
  }
}
