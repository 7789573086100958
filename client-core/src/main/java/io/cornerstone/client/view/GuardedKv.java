package io.cornerstone.client.view;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.internal.scan.Scan;
import io.cornerstone.client.kv.CompactOptions;
import io.cornerstone.client.kv.CompactResult;
import io.cornerstone.client.kv.DeleteOptions;
import io.cornerstone.client.kv.DeleteResult;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.kv.Kv;
import io.cornerstone.client.kv.PutOptions;
import io.cornerstone.client.kv.PutResult;
import io.cornerstone.client.kv.ScanOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Keys and values whose reads pass a guard. */
record GuardedKv(Kv kv, RevisionGuard guard) implements Kv {
  @Override
  public CompletableFuture<GetResult> get(KeyRange range, GetOptions options) {
    return options.revision() > 0
        ? kv.get(range, options)
        : guard.read(() -> kv.get(range, options), GetResult::revision);
  }

  /** In pages: the first passes the guard, and the others are at its revision. */
  @Override
  public Flow.Publisher<KeyValue> scan(KeyRange range, ScanOptions options) {
    return Scan.publisher(() -> this::get, range, options);
  }

  @Override
  public CompletableFuture<PutResult> put(Bytes key, Bytes value, PutOptions options) {
    return guard.write(kv.put(key, value, options), PutResult::revision);
  }

  @Override
  public CompletableFuture<DeleteResult> delete(KeyRange range, DeleteOptions options) {
    return guard.write(kv.delete(range, options), DeleteResult::revision);
  }

  @Override
  public CompletableFuture<CompactResult> compact(long revision, CompactOptions options) {
    return kv.compact(revision, options);
  }

  @Override
  public Kv withTimeout(Duration timeout) {
    return new GuardedKv(kv.withTimeout(timeout), guard);
  }
}
