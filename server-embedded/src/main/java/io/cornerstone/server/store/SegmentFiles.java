package io.cornerstone.server.store;

import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.DiskFile;
import java.io.IOException;
import java.nio.file.Path;

/** Makes and opens the segments of one engine. Writer thread only. */
final class SegmentFiles {
  /** So much of a segment stays in memory after it was written to the file. */
  private static final long TAIL_BYTES = 2 << 20;

  private final Disk disk;
  private final Path directory;
  private final BlockCache cache;
  private long nextSerial = 1;

  SegmentFiles(Disk disk, Path directory, long cacheBytes) {
    this.disk = disk;
    this.directory = directory;
    this.cache = new BlockCache(cacheBytes);
  }

  Disk disk() {
    return disk;
  }

  Path directory() {
    return directory;
  }

  Path path(SegmentName name) {
    return directory.resolve(name.fileName());
  }

  /** Where a segment is written that must not be found before it is whole. */
  Path temporaryPath(SegmentName name) {
    return directory.resolve(name.fileName() + SegmentName.TEMPORARY_SUFFIX);
  }

  /** Starts a new segment in a new file. */
  SegmentWriter create(SegmentName name, Path path) throws IOException {
    DiskFile file = disk.create(path);
    Tail tail = new Tail(0, TAIL_BYTES);
    Segment segment = new Segment(name, nextSerial++, file, new BlockIndex(), tail, cache);
    return SegmentWriter.start(segment, tail);
  }

  /** Gives up a segment that never got its name. */
  void discard(Segment unfinished) throws IOException {
    unfinished.release();
    Path path = temporaryPath(unfinished.name);
    if (disk.exists(path)) {
      disk.delete(path);
    }
  }

  /** A complete segment with its footer. */
  Segment sealed(SegmentName name, DiskFile file, Footer footer) throws IOException {
    Segment segment = new Segment(name, nextSerial++, file, footer.index(), null, cache);
    segment.setCounters(footer);
    segment.setFileBytes(file.size());
    segment.setDurableEnd(footer.bodyEnd());
    segment.publish(footer.bodyEnd());
    return segment;
  }

  /** Opens a complete segment; a fault at its ends is damage. */
  Segment openSealed(SegmentName name) throws IOException {
    DiskFile file = disk.open(path(name), false);
    try {
      Footer footer = Footer.read(file, name);
      if (!Footer.hasHeader(file, name)) {
        throw new DamagedStoreException(name.fileName(), 0, "the header fails its checksum");
      }
      if (footer == null) {
        throw new DamagedStoreException(
            name.fileName(), file.size(), "the segment does not end with a sound footer");
      }
      return sealed(name, file, footer);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Goes on with a segment behind its last commit mark. */
  SegmentWriter resume(SegmentName name, DiskFile file, LastSegment.Content content) {
    Tail tail = new Tail(content.end(), TAIL_BYTES);
    Segment segment = new Segment(name, nextSerial++, file, content.index(), tail, cache);
    segment.setCounters(content.counters());
    segment.setFileBytes(content.end());
    segment.setDurableEnd(content.end());
    segment.publish(content.end());
    return new SegmentWriter(segment, tail, content.chain());
  }
}
