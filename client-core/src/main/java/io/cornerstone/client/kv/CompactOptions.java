package io.cornerstone.client.kv;

/**
 * How a compaction answers.
 *
 * @param physical only when the old versions are removed from the disk, and not already when they
 *     can no longer be read
 */
public record CompactOptions(boolean physical) {
  /** Answers at once. */
  public static final CompactOptions DEFAULT = new CompactOptions(false);

  /** Answers when the old versions are removed. Give such a call a long deadline. */
  public CompactOptions withPhysical() {
    return new CompactOptions(true);
  }
}
