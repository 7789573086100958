package io.cornerstone.client.view;

import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Txn;
import io.cornerstone.client.txn.TxnResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A transaction on keys under a prefix. */
record PrefixedTxn(Txn txn, Prefix prefix) implements Txn {
  @Override
  public Txn when(Compare... compares) {
    return when(List.of(compares));
  }

  @Override
  public Txn when(List<? extends Compare> compares) {
    return new PrefixedTxn(txn.when(prefix.addToCompares(compares)), prefix);
  }

  @Override
  public Txn then(Op... ops) {
    return then(List.of(ops));
  }

  @Override
  public Txn then(List<? extends Op> ops) {
    return new PrefixedTxn(txn.then(prefix.addToOps(ops)), prefix);
  }

  @Override
  public Txn otherwise(Op... ops) {
    return otherwise(List.of(ops));
  }

  @Override
  public Txn otherwise(List<? extends Op> ops) {
    return new PrefixedTxn(txn.otherwise(prefix.addToOps(ops)), prefix);
  }

  @Override
  public Txn withTimeout(Duration timeout) {
    return new PrefixedTxn(txn.withTimeout(timeout), prefix);
  }

  @Override
  public CompletableFuture<TxnResult> commit() {
    return Derived.of(txn.commit(), prefix::strip);
  }
}
