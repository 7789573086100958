package io.cornerstone.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;

/** Counts what happens to leases. */
final class LeaseMeter {
  private final Counter granted;
  private final Counter revoked;
  private final Counter renewed;
  private final Counter expired;

  LeaseMeter(Instruments make) {
    granted = make.counter("etcd_debugging_lease_granted_total", "Leases granted.");
    revoked = make.counter("etcd_debugging_lease_revoked_total", "Leases revoked.");
    renewed = make.counter("etcd_debugging_lease_renewed_total", "Renewals, at the leader.");
    expired = make.counter("etcd_debugging_server_lease_expired_total", "Leases expired.");
  }

  void granted() {
    granted.inc();
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
