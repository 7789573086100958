package io.cornerstone.client.txn;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One atomic request: if all compares hold, the operations of {@code then} run, else those of
 * {@code otherwise}. All writes share one revision.
 *
 * <pre>{@code
 * TxnResult result =
 *     client.txn()
 *         .when(Compare.missing(key))
 *         .then(Op.put(key, value))
 *         .otherwise(Op.get(key))
 *         .commit()
 *         .join();
 * }</pre>
 *
 * <p>A branch can decide further: see {@link Op#when}.
 *
 * <p>Immutable: each method returns another transaction with more in it.
 */
public interface Txn {
  /** Adds compares; all must hold. */
  Txn when(Compare... compares);

  /** Adds compares; all must hold. */
  Txn when(List<? extends Compare> compares);

  /** Adds the compares of a guard. */
  default Txn guardedBy(Guard guard) {
    return when(guard.compares());
  }

  /** Adds operations that run if all compares hold. */
  Txn then(Op... ops);

  /** Adds operations that run if all compares hold. */
  Txn then(List<? extends Op> ops);

  /** Adds operations that run if a compare fails. */
  Txn otherwise(Op... ops);

  /** Adds operations that run if a compare fails. */
  Txn otherwise(List<? extends Op> ops);

  /** The same, with another deadline. */
  Txn withTimeout(Duration timeout);

  /**
   * Sends it. A failed compare is no failure: see {@link TxnResult#succeeded()}.
   *
   * <p>A transaction that only reads is retried like a get; any other is a write. Refused with
   * {@code TOO_MANY_OPS} above 128 operations (the server's default), with {@code DUPLICATE_KEY} if
   * one branch writes a key twice. See {@link io.cornerstone.client.Client} for the rest.
   */
  CompletableFuture<TxnResult> commit();
}
