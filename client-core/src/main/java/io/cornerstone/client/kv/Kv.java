package io.cornerstone.client.kv;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * Keys and values. See {@link io.cornerstone.client.Client} for threads, deadlines and failures.
 *
 * <p>Gets are retried. Puts, deletes and compactions are sent at most once to a server that may
 * have applied them.
 */
public interface Kv {
  /** The newest version of one key, linearizable. */
  default CompletableFuture<GetResult> get(Bytes key) {
    return get(KeyRange.single(key), GetOptions.DEFAULT);
  }

  /** One key. */
  default CompletableFuture<GetResult> get(Bytes key, GetOptions options) {
    return get(KeyRange.single(key), options);
  }

  /** The newest version of every key of a range, linearizable, in ascending order of keys. */
  default CompletableFuture<GetResult> get(KeyRange range) {
    return get(range, GetOptions.DEFAULT);
  }

  /**
   * The keys of a range.
   *
   * <p>Fails with {@link io.cornerstone.client.CompactedException} if the revision is gone, and
   * with {@code FUTURE_REV} if it does not exist yet.
   */
  CompletableFuture<GetResult> get(KeyRange range, GetOptions options);

  /** All keys of a range, as of now; see {@link #scan(KeyRange, ScanOptions)}. */
  default Flow.Publisher<KeyValue> scan(KeyRange range) {
    return scan(range, ScanOptions.DEFAULT);
  }

  /**
   * The keys of a range that may be too large for one answer, in ascending order.
   *
   * <p>All keys are read at one revision. The first page is one get; what is left comes as one
   * stream from servers that have it (RangeStream, etcd 3.7), part by part as the subscriber asks
   * for keys, and page after page from others, and after a stream that broke. So one page or part
   * at most waits in memory, and a range of any size is read while servers go and come; each page
   * has a deadline of its own, and a stream that is silent for so long is given up.
   *
   * <p>Every subscriber starts anew. Signals come on the callback executor. Should the revision be
   * compacted away meanwhile, the scan fails with {@link io.cornerstone.client.CompactedException}.
   *
   * <pre>{@code
   * client.kv().scan(KeyRange.prefix("orders/")).subscribe(subscriber); // A Flow.Subscriber.
   * }</pre>
   */
  Flow.Publisher<KeyValue> scan(KeyRange range, ScanOptions options);

  /** Writes one key. */
  default CompletableFuture<PutResult> put(Bytes key, Bytes value) {
    return put(key, value, PutOptions.DEFAULT);
  }

  /**
   * Writes one key.
   *
   * <p>Refused with {@code LEASE_NOT_FOUND} for an unknown lease, with {@code KEY_NOT_FOUND} if the
   * options ignore value or lease of a key that does not exist.
   */
  CompletableFuture<PutResult> put(Bytes key, Bytes value, PutOptions options);

  /** Deletes one key; no error if it does not exist. */
  default CompletableFuture<DeleteResult> delete(Bytes key) {
    return delete(KeyRange.single(key), DeleteOptions.DEFAULT);
  }

  /** Deletes all keys of a range, at one revision. */
  default CompletableFuture<DeleteResult> delete(KeyRange range) {
    return delete(range, DeleteOptions.DEFAULT);
  }

  /** Deletes all keys of a range, at one revision. */
  CompletableFuture<DeleteResult> delete(KeyRange range, DeleteOptions options);

  /** Drops what is older than a revision, without waiting until the space is free. */
  default CompletableFuture<CompactResult> compact(long revision) {
    return compact(revision, CompactOptions.DEFAULT);
  }

  /**
   * Drops what is older than a revision: reads and watches below it fail from then on.
   *
   * <p>Refused with {@code COMPACTED} at or below the last compaction, with {@code FUTURE_REV}
   * above the current revision.
   */
  CompletableFuture<CompactResult> compact(long revision, CompactOptions options);

  /** The same, with another deadline per call. */
  Kv withTimeout(Duration timeout);
}
