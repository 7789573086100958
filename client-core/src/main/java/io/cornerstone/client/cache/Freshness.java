package io.cornerstone.client.cache;

/** How new the answer of a read must be. */
public sealed interface Freshness {
  /** Whatever the cache has. Asks no server. */
  record Local() implements Freshness {}

  /**
   * At least the state at a revision. Asks a server only if the cache has not seen it.
   *
   * @param revision the revision; one that does not exist yet is waited for until the read times
   *     out
   */
  record AtLeast(long revision) implements Freshness {}

  /** Everything that was acknowledged before the read began. Asks the cluster once. */
  record Linearizable() implements Freshness {}

  /** Whatever the cache has. */
  static Freshness local() {
    return new Local();
  }

  /** At least the state at a revision. */
  static Freshness atLeast(long revision) {
    return new AtLeast(revision);
  }

  /** Everything that was acknowledged before the read began. */
  static Freshness linearizable() {
    return new Linearizable();
  }
}
