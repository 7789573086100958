package io.cornerstone.client.stm;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.lease.LeaseId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One attempt of a transaction, as its body sees it. Reads go to the server, writes are kept until
 * the commit, and reads see the writes before them.
 *
 * <p>Belongs to one run of the body: once that has returned and its future is done, every method
 * throws {@link IllegalStateException}. Safe for any number of threads before.
 */
public interface Transaction {
  /** The value of a key; empty if it does not exist. */
  CompletableFuture<Optional<Bytes>> get(Bytes key);

  /** The value of a typed key; fails with what the codec throws. */
  default <T> CompletableFuture<Optional<T>> get(StmKey<T> key) {
    return get(key.key()).thenApply(found -> found.map(key.codec()::decode));
  }

  /**
   * The keys of a range, in order.
   *
   * <p>Each key found takes one compare at commit, and the range another; the server's bound of
   * operations per transaction (128 by default) counts them, and the commit is refused with {@code
   * TOO_MANY_OPS} above it.
   */
  CompletableFuture<List<StmEntry>> range(KeyRange range);

  /** Writes a key. */
  default void put(Bytes key, Bytes value) {
    put(key, value, LeaseId.NONE);
  }

  /** Writes a key that ends with a lease. */
  void put(Bytes key, Bytes value, LeaseId lease);

  /** Writes a typed key. */
  default <T> void put(StmKey<T> key, T value) {
    put(key.key(), key.codec().encode(value));
  }

  /** Deletes a key; nothing happens if it does not exist. */
  void delete(Bytes key);

  /** Deletes a typed key. */
  default void delete(StmKey<?> key) {
    delete(key.key());
  }

  /** Forgets the writes so far: how a body decides to change nothing after all. */
  void discardWrites();
}
