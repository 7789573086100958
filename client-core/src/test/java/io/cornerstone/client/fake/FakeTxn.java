package io.cornerstone.client.fake;

import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Txn;
import io.cornerstone.client.txn.TxnResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A transaction on a {@link FakeKv}; without an "otherwise". */
public record FakeTxn(FakeKv kv, Op.Nested content) implements Txn {
  @Override
  public Txn when(Compare... compares) {
    return when(List.of(compares));
  }

  @Override
  public Txn when(List<? extends Compare> compares) {
    return new FakeTxn(kv, content.when(compares));
  }

  @Override
  public Txn then(Op... ops) {
    return then(List.of(ops));
  }

  @Override
  public Txn then(List<? extends Op> ops) {
    return new FakeTxn(kv, content.then(ops));
  }

  @Override
  public Txn otherwise(Op... ops) {
    return otherwise(List.of(ops));
  }

  @Override
  public Txn otherwise(List<? extends Op> ops) {
    return new FakeTxn(kv, content.otherwise(ops));
  }

  @Override
  public Txn withTimeout(Duration timeout) {
    return this;
  }

  @Override
  public CompletableFuture<TxnResult> commit() {
    return kv.commit(content.compares(), content.then());
  }
}
