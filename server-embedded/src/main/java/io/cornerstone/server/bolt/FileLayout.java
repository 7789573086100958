package io.cornerstone.server.bolt;

/**
 * What the first pages must say about all that follow.
 *
 * @param rootPage of the tree of buckets
 * @param pages in the whole file
 */
public record FileLayout(long rootPage, long pages) {
  /** Length of the file. */
  public long sizeBytes() {
    return pages * PageFormat.PAGE_BYTES;
  }
}
