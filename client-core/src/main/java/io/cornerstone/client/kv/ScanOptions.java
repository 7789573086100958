package io.cornerstone.client.kv;

/**
 * How a range is scanned.
 *
 * @param pageSize how many keys a get asks for, the first of a scan or one that takes the place of
 *     a stream; servers cut the parts of a stream to a size of their own
 * @param revision as of which revision; 0 for that at which the first page is read
 * @param keysOnly without values
 * @param serializable from whichever member answers, which may lag behind; cheaper. A member that
 *     lags behind the first page makes the rest linearizable
 */
public record ScanOptions(int pageSize, long revision, boolean keysOnly, boolean serializable) {
  /** Pages of 500 keys with their values, linearizable, as of now. */
  public static final ScanOptions DEFAULT = new ScanOptions(500, 0, false, false);

  /**
   * Checks the size of pages.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ScanOptions {
    if (pageSize <= 0) {
      throw new IllegalArgumentException("pageSize must be positive: " + pageSize);
    }
  }

  /** With pages of this many keys. */
  public ScanOptions withPageSize(int pageSize) {
    return new ScanOptions(pageSize, revision, keysOnly, serializable);
  }

  /** As of a revision. */
  public ScanOptions withRevision(long revision) {
    return new ScanOptions(pageSize, revision, keysOnly, serializable);
  }

  /** Without values. */
  public ScanOptions withKeysOnly() {
    return new ScanOptions(pageSize, revision, true, serializable);
  }

  /** From whichever member answers. */
  public ScanOptions withSerializable() {
    return new ScanOptions(pageSize, revision, keysOnly, true);
  }
}
