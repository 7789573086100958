package io.cornerstone.server.member;

import io.cornerstone.server.store.SegmentEngine;
import io.cornerstone.server.wal.Wal;

/** How large the files of a member get before the next ones are begun. */
public record FileSizes(Wal.Options log, SegmentEngine.Options store) {
  public static final FileSizes DEFAULT =
      new FileSizes(Wal.Options.DEFAULT, SegmentEngine.Options.DEFAULT);
}
