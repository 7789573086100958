package io.cornerstone.client.view;

import io.cornerstone.client.lease.GrantResult;
import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.lease.KeepAliveResult;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lease.LeaseListResult;
import io.cornerstone.client.lease.Leases;
import io.cornerstone.client.lease.RevokeResult;
import io.cornerstone.client.lease.TimeToLiveResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The leases of the cluster, with the keys under a prefix. */
record PrefixedLeases(Leases leases, Prefix prefix) implements Leases {
  @Override
  public CompletableFuture<GrantResult> grant(LeaseId id, Duration ttl) {
    return leases.grant(id, ttl);
  }

  @Override
  public CompletableFuture<RevokeResult> revoke(LeaseId id) {
    return leases.revoke(id);
  }

  @Override
  public CompletableFuture<TimeToLiveResult> timeToLive(LeaseId id, boolean withKeys) {
    return Derived.of(leases.timeToLive(id, withKeys), this::strip);
  }

  @Override
  public CompletableFuture<LeaseListResult> list() {
    return leases.list();
  }

  @Override
  public CompletableFuture<KeepAliveResult> keepAliveOnce(LeaseId id) {
    return leases.keepAliveOnce(id);
  }

  @Override
  public KeepAlive keepAlive(LeaseId id, KeepAlive.Listener listener) {
    return leases.keepAlive(id, listener);
  }

  @Override
  public CompletableFuture<KeepAlive> grantAndKeepAlive(Duration ttl, KeepAlive.Listener listener) {
    return leases.grantAndKeepAlive(ttl, listener);
  }

  @Override
  public Leases withTimeout(Duration timeout) {
    return new PrefixedLeases(leases.withTimeout(timeout), prefix);
  }

  private TimeToLiveResult strip(TimeToLiveResult result) {
    return new TimeToLiveResult(
        result.header(),
        result.id(),
        result.remaining(),
        result.granted(),
        result.keys().stream()
            .filter(key -> key.startsWith(prefix.prefix()))
            .map(prefix::strip)
            .toList());
  }
}
