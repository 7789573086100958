package io.cornerstone.client.internal.parts;

import io.cornerstone.client.internal.transport.CallSpec;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.internal.wire.TxnWire;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Txn;
import io.cornerstone.client.txn.TxnResult;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.protocol.TxnResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@link Txn} over gRPC. */
public record GrpcTxn(Transport transport, Duration timeout, Op.Nested content) implements Txn {
  private static final CallSpec<TxnRequest, TxnResponse, TxnResult> WRITE =
      CallSpec.write(KVGrpc.getTxnMethod(), TxnWire::result);
  private static final CallSpec<TxnRequest, TxnResponse, TxnResult> READ =
      CallSpec.read(KVGrpc.getTxnMethod(), TxnWire::result);

  @Override
  public Txn when(Compare... compares) {
    return when(List.of(compares));
  }

  @Override
  public Txn when(List<? extends Compare> compares) {
    return with(content.when(compares));
  }

  @Override
  public Txn then(Op... ops) {
    return then(List.of(ops));
  }

  @Override
  public Txn then(List<? extends Op> ops) {
    return with(content.then(ops));
  }

  @Override
  public Txn otherwise(Op... ops) {
    return otherwise(List.of(ops));
  }

  @Override
  public Txn otherwise(List<? extends Op> ops) {
    return with(content.otherwise(ops));
  }

  @Override
  public Txn withTimeout(Duration timeout) {
    return new GrpcTxn(transport, timeout, content);
  }

  @Override
  public CompletableFuture<TxnResult> commit() {
    CallSpec<TxnRequest, TxnResponse, TxnResult> spec = TxnWire.isReadOnly(content) ? READ : WRITE;
    return transport.call(spec, TxnWire.request(content), timeout);
  }

  private Txn with(Op.Nested content) {
    return new GrpcTxn(transport, timeout, content);
  }
}
