package io.cornerstone.client.internal.parts;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.internal.scan.Scan;
import io.cornerstone.client.internal.scan.StreamedPages;
import io.cornerstone.client.internal.transport.CallSpec;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.internal.wire.KvWire;
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
import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.protocol.CompactionResponse;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.DeleteRangeResponse;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@link Kv} over gRPC.
 *
 * @param hasNoStreams whether a server has said that it streams no ranges
 */
public record GrpcKv(Transport transport, Duration timeout, AtomicBoolean hasNoStreams)
    implements Kv {
  private static final CallSpec<RangeRequest, RangeResponse, GetResult> GET =
      CallSpec.read(KVGrpc.getRangeMethod(), KvWire::getResult);
  private static final CallSpec<PutRequest, PutResponse, PutResult> PUT =
      CallSpec.write(KVGrpc.getPutMethod(), KvWire::putResult);
  private static final CallSpec<DeleteRangeRequest, DeleteRangeResponse, DeleteResult> DELETE =
      CallSpec.write(KVGrpc.getDeleteRangeMethod(), KvWire::deleteResult);
  private static final CallSpec<CompactionRequest, CompactionResponse, CompactResult> COMPACT =
      CallSpec.write(
          KVGrpc.getCompactMethod(),
          answer -> new CompactResult(KvWire.header(answer.getHeader())));

  public GrpcKv(Transport transport, Duration timeout) {
    this(transport, timeout, new AtomicBoolean());
  }

  @Override
  public CompletableFuture<GetResult> get(KeyRange range, GetOptions options) {
    return transport.call(GET, KvWire.range(range, options), timeout, options.revision());
  }

  @Override
  public Flow.Publisher<KeyValue> scan(KeyRange range, ScanOptions options) {
    return Scan.publisher(
        () -> new StreamedPages(transport, timeout, this::get, hasNoStreams), range, options);
  }

  @Override
  public CompletableFuture<PutResult> put(Bytes key, Bytes value, PutOptions options) {
    return transport.call(PUT, KvWire.put(key, value, options), timeout);
  }

  @Override
  public CompletableFuture<DeleteResult> delete(KeyRange range, DeleteOptions options) {
    return transport.call(DELETE, KvWire.delete(range, options), timeout);
  }

  @Override
  public CompletableFuture<CompactResult> compact(long revision, CompactOptions options) {
    CompactionRequest request =
        CompactionRequest.newBuilder()
            .setRevision(revision)
            .setPhysical(options.physical())
            .build();
    return transport.call(COMPACT, request, timeout, revision);
  }

  @Override
  public Kv withTimeout(Duration timeout) {
    return new GrpcKv(transport, timeout, hasNoStreams);
  }
}
