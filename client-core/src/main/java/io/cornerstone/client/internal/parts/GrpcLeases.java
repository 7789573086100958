package io.cornerstone.client.internal.parts;

import io.cornerstone.client.Header;
import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.internal.lease.LeaseKeeper;
import io.cornerstone.client.internal.transport.CallSpec;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.internal.wire.ByteStrings;
import io.cornerstone.client.internal.wire.KvWire;
import io.cornerstone.client.lease.GrantResult;
import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.lease.KeepAliveResult;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lease.LeaseListResult;
import io.cornerstone.client.lease.Leases;
import io.cornerstone.client.lease.RevokeResult;
import io.cornerstone.client.lease.TimeToLiveResult;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.LeaseGrantRequest;
import io.cornerstone.protocol.LeaseGrantResponse;
import io.cornerstone.protocol.LeaseGrpc;
import io.cornerstone.protocol.LeaseKeepAliveRequest;
import io.cornerstone.protocol.LeaseKeepAliveResponse;
import io.cornerstone.protocol.LeaseLeasesRequest;
import io.cornerstone.protocol.LeaseLeasesResponse;
import io.cornerstone.protocol.LeaseRevokeRequest;
import io.cornerstone.protocol.LeaseRevokeResponse;
import io.cornerstone.protocol.LeaseTimeToLiveRequest;
import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link Leases} over gRPC. */
public record GrpcLeases(Transport transport, LeaseKeeper keeper, Duration timeout)
    implements Leases {
  private static final CallSpec<LeaseGrantRequest, LeaseGrantResponse, GrantResult> GRANT =
      CallSpec.write(LeaseGrpc.getLeaseGrantMethod(), GrpcLeases::granted);
  private static final CallSpec<LeaseRevokeRequest, LeaseRevokeResponse, RevokeResult> REVOKE =
      CallSpec.write(
          LeaseGrpc.getLeaseRevokeMethod(),
          answer -> new RevokeResult(KvWire.header(answer.getHeader())));
  private static final CallSpec<LeaseTimeToLiveRequest, LeaseTimeToLiveResponse, TimeToLiveResult>
      TIME_TO_LIVE =
          CallSpec.read(LeaseGrpc.getLeaseTimeToLiveMethod(), GrpcLeases::timeToLiveResult);
  private static final CallSpec<LeaseKeepAliveRequest, LeaseKeepAliveResponse, KeepAliveResult>
      KEEP_ALIVE_ONCE =
          CallSpec.read(LeaseGrpc.getLeaseKeepAliveMethod(), GrpcLeases::keepAliveResult);
  private static final CallSpec<LeaseLeasesRequest, LeaseLeasesResponse, LeaseListResult> LIST =
      CallSpec.read(LeaseGrpc.getLeaseLeasesMethod(), GrpcLeases::listResult);

  @Override
  public CompletableFuture<GrantResult> grant(LeaseId id, Duration ttl) {
    if (id.equals(LeaseId.NONE)) {
      LeaseGrantRequest request = grantRequest(freshId(), ttl);
      return transport.call(repeatable(request, grant -> grant), request, timeout);
    }
    return transport.call(GRANT, grantRequest(id, ttl), timeout);
  }

  @Override
  public CompletableFuture<RevokeResult> revoke(LeaseId id) {
    return transport.call(
        REVOKE, LeaseRevokeRequest.newBuilder().setID(id.value()).build(), timeout);
  }

  @Override
  public CompletableFuture<TimeToLiveResult> timeToLive(LeaseId id, boolean withKeys) {
    LeaseTimeToLiveRequest request =
        LeaseTimeToLiveRequest.newBuilder().setID(id.value()).setKeys(withKeys).build();
    return transport.call(TIME_TO_LIVE, request, timeout);
  }

  @Override
  public CompletableFuture<KeepAliveResult> keepAliveOnce(LeaseId id) {
    LeaseKeepAliveRequest request = LeaseKeepAliveRequest.newBuilder().setID(id.value()).build();
    return transport.call(KEEP_ALIVE_ONCE, request, timeout);
  }

  @Override
  public CompletableFuture<LeaseListResult> list() {
    return transport.call(LIST, LeaseLeasesRequest.getDefaultInstance(), timeout);
  }

  @Override
  public KeepAlive keepAlive(LeaseId id, KeepAlive.Listener listener) {
    return keeper.keep(id, listener);
  }

  @Override
  public CompletableFuture<KeepAlive> grantAndKeepAlive(Duration ttl, KeepAlive.Listener listener) {
    long sentAt = transport.env().clock().nanos();
    Claim claim = new Claim();
    LeaseGrantRequest request = grantRequest(freshId(), ttl);
    CallSpec<LeaseGrantRequest, LeaseGrantResponse, KeepAlive> spec =
        repeatable(
            request,
            grant ->
                claim.made(
                    keeper.keepGranted(grant.id(), sentAt, grant.ttl().toNanos(), listener)));
    ClientFuture<KeepAlive> future = transport.call(spec, request, timeout);
    CompletableFuture<KeepAlive> unused =
        future.whenComplete((handle, failure) -> claim.settled(handle));
    return future;
  }

  @Override
  public Leases withTimeout(Duration timeout) {
    return new GrpcLeases(transport, keeper, timeout);
  }

  /** Closes a handle that was made just when the user gave the future up. */
  private static final class Claim {
    private final AtomicReference<KeepAlive> unclaimed = new AtomicReference<>();
    private volatile boolean givenUp;

    KeepAlive made(KeepAlive handle) {
      unclaimed.set(handle);
      closeIfGivenUp();
      return handle;
    }

    void settled(@Nullable KeepAlive handle) {
      givenUp = handle == null;
      closeIfGivenUp();
    }

    private void closeIfGivenUp() {
      KeepAlive handle = givenUp ? unclaimed.get() : null;
      if (handle != null) {
        handle.close();
      }
    }
  }

  private LeaseId freshId() {
    return new LeaseId(transport.env().leaseIds().getAsLong());
  }

  /**
   * A grant under an id that nobody else has drawn: should its answer be lost, it is sent again,
   * and makes no second lease. Servers raise short TTLs and lower none, so that the one asked for
   * is certain where the answer that tells it was lost.
   */
  private static <R> CallSpec<LeaseGrantRequest, LeaseGrantResponse, R> repeatable(
      LeaseGrantRequest request, Function<GrantResult, R> result) {
    GrantResult again =
        new GrantResult(
            Header.NONE, KvWire.leaseId(request.getID()), Duration.ofSeconds(request.getTTL()));
    return CallSpec.repeatableWrite(
        LeaseGrpc.getLeaseGrantMethod(),
        answer -> result.apply(granted(answer)),
        new CallSpec.Repeat<>(EtcdError.LEASE_EXIST, () -> result.apply(again)));
  }

  private static LeaseGrantRequest grantRequest(LeaseId id, Duration ttl) {
    long seconds = ttl.getNano() == 0 ? ttl.getSeconds() : ttl.getSeconds() + 1;
    return LeaseGrantRequest.newBuilder().setID(id.value()).setTTL(seconds).build();
  }

  private static GrantResult granted(LeaseGrantResponse answer) {
    return new GrantResult(
        KvWire.header(answer.getHeader()),
        KvWire.leaseId(answer.getID()),
        Duration.ofSeconds(answer.getTTL()));
  }

  private static TimeToLiveResult timeToLiveResult(LeaseTimeToLiveResponse answer) {
    return new TimeToLiveResult(
        KvWire.header(answer.getHeader()),
        KvWire.leaseId(answer.getID()),
        answer.getTTL() < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(answer.getTTL())),
        Duration.ofSeconds(answer.getGrantedTTL()),
        answer.getKeysList().stream().map(ByteStrings::from).toList());
  }

  private static KeepAliveResult keepAliveResult(LeaseKeepAliveResponse answer) {
    return new KeepAliveResult(
        KvWire.header(answer.getHeader()),
        KvWire.leaseId(answer.getID()),
        answer.getTTL() <= 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(answer.getTTL())));
  }

  private static LeaseListResult listResult(LeaseLeasesResponse answer) {
    return new LeaseListResult(
        KvWire.header(answer.getHeader()),
        answer.getLeasesList().stream().map(lease -> KvWire.leaseId(lease.getID())).toList());
  }
}
