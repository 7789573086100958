package io.cornerstone.server.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Segments that were replaced: their files are deleted when nobody reads them any more. A crash
 * before that is harmless: opening the store does it. Writer thread, but for the size.
 */
final class Retired {
  private final SegmentFiles files;
  private final List<Segment> segments = new ArrayList<>();
  private volatile long bytes;

  Retired(SegmentFiles files) {
    this.files = files;
  }

  /** Lets go of these segments, which no reader can find any more. */
  void add(List<Segment> replaced) {
    segments.addAll(replaced);
    count();
    replaced.forEach(Segment::release);
  }

  /** Deletes what can be deleted. */
  void delete() throws IOException {
    for (Segment segment : List.copyOf(segments)) {
      if (segment.isFileClosed()) {
        files.disk().delete(files.path(segment.name));
        segments.remove(segment);
      }
    }
    count();
  }

  /** Bytes of the files that are left. */
  long bytes() {
    return bytes;
  }

  private void count() {
    bytes = segments.stream().mapToLong(Segment::fileBytes).sum();
  }
}
