package io.cornerstone.server.store;

import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.DiskFile;
import io.cornerstone.server.raft.LogPosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Opens a directory: finds out which files count, cuts the log back to its last commit mark, and
 * clears away what a crash left behind. All that the result holds is durable.
 */
final class Recovery {
  /**
   * What was found.
   *
   * @param sealed in order
   * @param writer of the active segment; null if the next one must be started
   * @param nextNumber of the segment to start then
   */
  record Result(
      List<Segment> sealed,
      @Nullable SegmentWriter writer,
      long nextNumber,
      StateMaps state,
      LogPosition applied) {}

  private final SegmentFiles files;
  private final Disk disk;
  private final List<Segment> sealed = new ArrayList<>();
  private @Nullable DiskFile lastFile;

  private Recovery(SegmentFiles files) {
    this.files = files;
    this.disk = files.disk();
  }

  static Result open(SegmentFiles files) throws IOException {
    Recovery recovery = new Recovery(files);
    try {
      return recovery.run();
    } catch (IOException | RuntimeException e) {
      recovery.closeAfter(e);
      throw e;
    }
  }

  private Result run() throws IOException {
    disk.createDirectories(files.directory());
    List<String> names = disk.list(files.directory());
    List<SegmentName> superseded = new ArrayList<>();
    List<SegmentName> rest = currentNames(names, superseded);
    Result result = null;
    while (result == null && !rest.isEmpty()) {
      result = openLast(rest.remove(rest.size() - 1), rest);
    }
    for (SegmentName name : superseded) {
      disk.delete(files.path(name));
    }
    for (String name : names) {
      if (name.endsWith(SegmentName.TEMPORARY_SUFFIX)) {
        disk.delete(files.directory().resolve(name));
      }
    }
    if (result == null) {
      return new Result(List.of(), null, 1, new StateMaps(), LogPosition.ZERO);
    }
    disk.syncDirectory(files.directory());
    return result;
  }

  /** The names that count, in order: together they stand for all numbers from 1 on. */
  private List<SegmentName> currentNames(List<String> names, List<SegmentName> superseded)
      throws DamagedStoreException {
    TreeSet<SegmentName> all = new TreeSet<>();
    names.forEach(name -> SegmentName.parse(name).ifPresent(all::add));
    List<SegmentName> current = new ArrayList<>();
    long next = 1;
    for (SegmentName name : all) {
      if (all.stream().anyMatch(other -> other.supersedes(name))) {
        superseded.add(name);
        continue;
      }
      if (name.first() != next || name.last() < next) {
        throw new DamagedStoreException(
            name.fileName(), 0, "expected segment " + next + " here: files are missing");
      }
      current.add(name);
      next = name.last() + 1;
    }
    return current;
  }

  /** Opens the last segment, then those before it; null if the last one holds no commit. */
  private @Nullable Result openLast(SegmentName name, List<SegmentName> before) throws IOException {
    requireLog(name);
    DiskFile file = disk.open(files.path(name), true);
    lastFile = file;
    LastSegment last = new LastSegment(name, file);
    LastSegment.Content content = last.read();
    if (content == null) {
      discard(name, file, before);
      return null;
    }
    for (SegmentName earlier : before) {
      sealed.add(files.openSealed(earlier));
    }
    Footer footer = last.footer();
    if (footer == null && file.size() > content.end()) {
      file.truncate(content.end());
    }
    file.sync(); // What is behind the cut must not come back between later records.
    SegmentWriter writer = null;
    if (footer == null) {
      writer = files.resume(name, file, content);
    } else {
      sealed.add(files.sealed(name, file, footer));
    }
    return new Result(sealed, writer, name.last() + 1, content.state(), content.applied());
  }

  /** A segment is only rewritten when a later one is durable: the last one never was. */
  private static void requireLog(SegmentName last) throws DamagedStoreException {
    if (!last.isLog()) {
      throw new DamagedStoreException(
          last.fileName(), 0, "a rewritten segment comes last: the log behind it is missing");
    }
  }

  /** A segment that never got its first commit was just being started: the one before it counts. */
  private void discard(SegmentName name, DiskFile file, List<SegmentName> before)
      throws IOException {
    if (!before.isEmpty()) {
      SegmentName previous = before.get(before.size() - 1);
      requireLog(previous);
      files.openSealed(previous).release();
    }
    lastFile = null;
    file.close();
    disk.delete(files.path(name));
    disk.syncDirectory(files.directory());
  }

  private void closeAfter(Exception cause) {
    for (Segment segment : sealed) {
      segment.release();
    }
    DiskFile file = lastFile;
    if (file != null && sealed.stream().noneMatch(segment -> segment.file() == file)) {
      try {
        file.close();
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
