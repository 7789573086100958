package io.cornerstone.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

/** Counts what happens to leases. */
final class LeaseMeter {
  private final Counter granted;
  private final Counter revoked;
  private final Counter renewed;
  private final Counter expired;
  private final Histogram ttl;

  LeaseMeter(Instruments make) {
    granted = make.counter("etcd_debugging_lease_granted_total", "Leases granted.");
    revoked = make.counter("etcd_debugging_lease_revoked_total", "Leases revoked.");
    renewed = make.counter("etcd_debugging_lease_renewed_total", "Renewals, at the leader.");
    expired = make.counter("etcd_debugging_server_lease_expired_total", "Leases expired.");
    ttl = make.doubling("etcd_debugging_lease_ttl_total", "Granted times, in seconds.", 1, 24);
  }

  void granted(long ttlSeconds) {
    granted.inc();
    ttl.observe(ttlSeconds);
  }

  void revoked() {
    revoked.inc();
  }

  void renewed() {
    renewed.inc();
  }

  void expired() {
    expired.inc();
  }
}
