package io.cornerstone.client.stm;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.Kv;
import io.cornerstone.client.kv.PutOptions;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.txn.Op;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One run of a body: sends its reads, and keeps its footprint. */
final class Attempt implements Transaction {
  private final Kv kv;
  private final Isolation isolation;
  private final Footprint footprint;

  /** The read that decides the snapshot; those that start before it is answered wait for it. */
  private final AtomicReference<@Nullable CompletableFuture<GetResult>> first =
      new AtomicReference<>();

  private volatile boolean over;

  Attempt(Kv kv, Isolation isolation) {
    this.kv = kv;
    this.isolation = isolation;
    this.footprint = new Footprint(isolation);
  }

  Footprint footprint() {
    return footprint;
  }

  /** The body is done; what it still calls is a mistake of its own. */
  void end() {
    over = true;
  }

  @Override
  public CompletableFuture<Optional<Bytes>> get(Bytes key) {
    requireOpen();
    Optional<Bytes> known = footprint.known(key);
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    return fetch(KeyRange.single(key)).thenApply(result -> footprint.read(key, result));
  }

  @Override
  public CompletableFuture<List<StmEntry>> range(KeyRange range) {
    requireOpen();
    return fetch(range).thenApply(result -> footprint.read(range, result));
  }

  @Override
  public void put(Bytes key, Bytes value, LeaseId lease) {
    requireOpen();
    footprint.write(key, Op.put(key, value, PutOptions.DEFAULT.withLease(lease)));
  }

  @Override
  public void delete(Bytes key) {
    requireOpen();
    footprint.write(key, Op.delete(key));
  }

  @Override
  public void discardWrites() {
    requireOpen();
    footprint.discardWrites();
  }

  private CompletableFuture<GetResult> fetch(KeyRange range) {
    if (!isolation.pinsSnapshot()) {
      return kv.get(range, GetOptions.DEFAULT);
    }
    CompletableFuture<GetResult> mine = new CompletableFuture<>();
    CompletableFuture<GetResult> earlier = first.compareAndExchange(null, mine);
    if (earlier != null) {
      return earlier.thenCompose(
          done -> kv.get(range, GetOptions.DEFAULT.withRevision(footprint.snapshot())));
    }
    kv.get(range, GetOptions.DEFAULT)
        .whenComplete(
            (result, failure) -> {
              if (failure != null) {
                mine.completeExceptionally(failure);
              } else {
                footprint.pin(result.revision());
                mine.complete(result);
              }
            });
    return mine;
  }

  private void requireOpen() {
    if (over) {
      throw new IllegalStateException("this attempt of the transaction is over");
    }
  }
}
