package io.cornerstone.client.view;

import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Txn;
import io.cornerstone.client.txn.TxnResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A transaction that passes a guard.
 *
 * @param readsOnly whether it can be sent again: it has no operation that writes
 */
record GuardedTxn(Txn txn, RevisionGuard guard, boolean readsOnly) implements Txn {
  @Override
  public Txn when(Compare... compares) {
    return when(List.of(compares));
  }

  @Override
  public Txn when(List<? extends Compare> compares) {
    return new GuardedTxn(txn.when(compares), guard, readsOnly);
  }

  @Override
  public Txn then(Op... ops) {
    return then(List.of(ops));
  }

  @Override
  public Txn then(List<? extends Op> ops) {
    return new GuardedTxn(txn.then(ops), guard, readsOnly && readOnly(ops));
  }

  @Override
  public Txn otherwise(Op... ops) {
    return otherwise(List.of(ops));
  }

  @Override
  public Txn otherwise(List<? extends Op> ops) {
    return new GuardedTxn(txn.otherwise(ops), guard, readsOnly && readOnly(ops));
  }

  @Override
  public Txn withTimeout(Duration timeout) {
    return new GuardedTxn(txn.withTimeout(timeout), guard, readsOnly);
  }

  @Override
  public CompletableFuture<TxnResult> commit() {
    return readsOnly
        ? guard.read(txn::commit, TxnResult::revision)
        : guard.write(txn.commit(), TxnResult::revision);
  }

  private static boolean readOnly(List<? extends Op> ops) {
    return ops.stream()
        .allMatch(
            op ->
                op instanceof Op.Get
                    || (op instanceof Op.Nested nested
                        && readOnly(nested.then())
                        && readOnly(nested.otherwise())));
  }
}
