package io.cornerstone.client.view;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
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

/** Keys and values under a prefix. */
record PrefixedKv(Kv kv, Prefix prefix) implements Kv {
  @Override
  public CompletableFuture<GetResult> get(KeyRange range, GetOptions options) {
    return Derived.of(kv.get(prefix.add(range), options), prefix::strip);
  }

  @Override
  public Flow.Publisher<KeyValue> scan(KeyRange range, ScanOptions options) {
    Flow.Publisher<KeyValue> below = kv.scan(prefix.add(range), options);
    return subscriber -> below.subscribe(new Mapped<>(subscriber, prefix::strip));
  }

  @Override
  public CompletableFuture<PutResult> put(Bytes key, Bytes value, PutOptions options) {
    return Derived.of(kv.put(prefix.add(key), value, options), prefix::strip);
  }

  @Override
  public CompletableFuture<DeleteResult> delete(KeyRange range, DeleteOptions options) {
    return Derived.of(kv.delete(prefix.add(range), options), prefix::strip);
  }

  @Override
  public CompletableFuture<CompactResult> compact(long revision, CompactOptions options) {
    return kv.compact(revision, options);
  }

  @Override
  public Kv withTimeout(Duration timeout) {
    return new PrefixedKv(kv.withTimeout(timeout), prefix);
  }
}
