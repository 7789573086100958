package io.cornerstone.client.cache;

/** How far a cache can be relied on. */
public sealed interface CacheState {
  /** It is being filled; there is nothing to read yet. */
  record Starting() implements CacheState {}

  /** It is filled and follows the changes. */
  record Current() implements CacheState {}

  /**
   * It could not follow the changes, and is being filled anew. Local reads go on from the old
   * content.
   *
   * @param sinceRevision the revision of the old content
   * @param cause why
   */
  record Stale(long sinceRevision, Throwable cause) implements CacheState {}

  /**
   * It has given up: the server refused it, or a value could not be decoded. Reads fail.
   *
   * @param cause why
   */
  record Failed(Throwable cause) implements CacheState {}

  /** It was closed, or its client. Reads fail. */
  record Closed() implements CacheState {}

  /** Whether no other state follows. */
  default boolean isFinal() {
    return this instanceof Failed || this instanceof Closed;
  }
}
