package io.cornerstone.client.cache;

import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;

/**
 * What the cluster said of a range, without its keys and values.
 *
 * @param scope the range
 * @param revision the revision of the store
 * @param count how many keys the range had
 * @param lastModRevision the highest modRevision among them; 0 if there were none
 */
record Probe(KeyRange scope, long revision, long count, long lastModRevision) {
  /** The question: the key that was put last. */
  static final GetOptions QUESTION =
      GetOptions.DEFAULT
          .withSort(GetOptions.SortTarget.MOD_REVISION, GetOptions.SortOrder.DESCENDING)
          .withLimit(1)
          .withKeysOnly();

  static Probe of(KeyRange scope, GetResult result) {
    long last = result.first().map(KeyValue::modRevision).orElse(0L);
    return new Probe(scope, result.revision(), result.count(), last);
  }
}
