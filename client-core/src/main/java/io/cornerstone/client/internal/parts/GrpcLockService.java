package io.cornerstone.client.internal.parts;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.internal.transport.CallSpec;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.internal.wire.ByteStrings;
import io.cornerstone.client.internal.wire.KvWire;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lock.LockResult;
import io.cornerstone.client.lock.LockService;
import io.cornerstone.client.lock.UnlockResult;
import io.cornerstone.protocol.LockGrpc;
import io.cornerstone.protocol.LockRequest;
import io.cornerstone.protocol.LockResponse;
import io.cornerstone.protocol.UnlockRequest;
import io.cornerstone.protocol.UnlockResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** {@link LockService} over gRPC. */
public record GrpcLockService(Transport transport, Duration timeout) implements LockService {
  private static final CallSpec<LockRequest, LockResponse, LockResult> LOCK =
      CallSpec.write(
          LockGrpc.getLockMethod(),
          a -> new LockResult(KvWire.header(a.getHeader()), ByteStrings.from(a.getKey())));
  private static final CallSpec<UnlockRequest, UnlockResponse, UnlockResult> UNLOCK =
      CallSpec.write(
          LockGrpc.getUnlockMethod(), a -> new UnlockResult(KvWire.header(a.getHeader())));

  @Override
  public CompletableFuture<LockResult> lock(Bytes name, LeaseId lease) {
    LockRequest request =
        LockRequest.newBuilder().setName(ByteStrings.of(name)).setLease(lease.value()).build();
    return transport.call(LOCK, request, timeout);
  }

  @Override
  public CompletableFuture<UnlockResult> unlock(Bytes key) {
    return transport.call(
        UNLOCK, UnlockRequest.newBuilder().setKey(ByteStrings.of(key)).build(), timeout);
  }

  @Override
  public LockService withTimeout(Duration timeout) {
    return new GrpcLockService(transport, timeout);
  }
}
