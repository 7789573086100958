package io.cornerstone.client.kv;

/**
 * How a delete works.
 *
 * @param prevKv return what was deleted
 */
public record DeleteOptions(boolean prevKv) {
  /** Only the number of deleted keys. */
  public static final DeleteOptions DEFAULT = new DeleteOptions(false);

  /** Returns what was deleted. */
  public DeleteOptions withPrevKv() {
    return new DeleteOptions(true);
  }
}
