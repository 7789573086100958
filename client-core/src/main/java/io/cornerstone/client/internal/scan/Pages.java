package io.cornerstone.client.internal.scan;

import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import java.util.concurrent.CompletableFuture;

/** What one scan is read from. One page is asked for at a time, in order of keys. */
@FunctionalInterface
public interface Pages {
  /**
   * The first keys of what is left of the range, in a future whose default executor is the callback
   * executor. Without a revision this is the first page, and its revision that of all others. A
   * page that has no more behind it, or is empty, is the last.
   */
  CompletableFuture<GetResult> page(KeyRange rest, GetOptions options);

  /** Nothing more will be asked for. */
  default void cancel() {}
}
