package io.cornerstone.client.cache;

import java.util.List;

/**
 * Hears of a cache. Calls come on the callback executor, one after the other. What a call throws is
 * logged and otherwise ignored.
 *
 * @param <V> the type of the values
 */
public interface CacheListener<V> {
  /**
   * What there is to begin with; every later change comes in {@link #onChanges}. The first call of
   * {@code onContent} or {@code onChanges}, and the only one of {@code onContent}.
   */
  default void onContent(CacheSnapshot<V> snapshot) {}

  /**
   * Something changed: each change once, in order of revisions, all of a revision in one call.
   *
   * @param changes at least one
   */
  void onChanges(List<CacheChange<V>> changes);

  /** The cache went over to this state. A final state is the last call. */
  default void onState(CacheState state) {}
}
