package io.cornerstone.server.metrics;

import io.cornerstone.server.env.Meter;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

/** Counts and times what a member does. */
final class MemberMeter implements Meter {
  private static final String API_VERSION = "v3";

  /** etcd's limit for a warning about a slow apply. */
  private static final long SLOW_APPLY_NANOS = 100_000_000;

  private final DiskMeter disk;
  private final LeaseMeter leases;
  private final Histogram apply;
  private final Histogram range;
  private final Counter proposalsFailed;
  private final Counter slowApplies;
  private final Counter leaderChanges;
  private final Counter puts;
  private final Counter deletes;
  private final Counter txns;
  private final Counter ranges;

  MemberMeter(Instruments make) {
    disk = new DiskMeter(make);
    leases = new LeaseMeter(make);
    apply =
        make.seconds(
            "etcd_server_apply_duration_seconds",
            "Time to apply a command.",
            0.0001,
            20,
            "version",
            "op",
            "success");
    range =
        make.seconds(
            "etcd_server_range_duration_seconds", "Time of a range.", 0.0001, 20, "success");
    proposalsFailed = make.counter("etcd_server_proposals_failed_total", "Proposals that failed.");
    slowApplies = make.counter("etcd_server_slow_apply_total", "Commands that took long to apply.");
    leaderChanges =
        make.counter("etcd_server_leader_changes_seen_total", "Changes of leader seen.");
    puts = make.counter("etcd_mvcc_put_total", "Puts applied.");
    deletes = make.counter("etcd_mvcc_delete_total", "Deletes applied.");
    txns = make.counter("etcd_mvcc_txn_total", "Transactions applied.");
    ranges = make.counter("etcd_mvcc_range_total", "Ranges served.");
  }

  @Override
  public void logWritten(long nanos) {
    disk.logWritten(nanos);
  }

  @Override
  public void logBytes(long bytes) {
    disk.logBytes(bytes);
  }

  @Override
  public void logSynced(long nanos) {
    disk.logSynced(nanos);
  }

  @Override
  public void storeCommitted(long nanos) {
    disk.storeCommitted(nanos);
  }

  @Override
  public void applied(String operation, boolean isSuccessful, long nanos) {
    apply
        .labelValues(API_VERSION, operation, Boolean.toString(isSuccessful))
        .observe(Instruments.toSeconds(nanos));
    if (nanos > SLOW_APPLY_NANOS) {
      slowApplies.inc();
    }
    if (isSuccessful) {
      switch (operation) {
        case "Put" -> puts.inc();
        case "DeleteRange" -> deletes.inc();
        case "Txn" -> txns.inc();
        case "LeaseGrant" -> leases.granted();
        case "LeaseRevoke" -> leases.revoked();
        default -> {} // Has no counter of its own.
      }
    }
  }

  @Override
  public void ranged(boolean isSuccessful, long nanos) {
    range.labelValues(Boolean.toString(isSuccessful)).observe(Instruments.toSeconds(nanos));
    ranges.inc();
  }

  @Override
  public void proposalFailed() {
    proposalsFailed.inc();
  }

  @Override
  public void leaderChanged() {
    leaderChanges.inc();
  }

  @Override
  public void leaseRenewed() {
    leases.renewed();
  }

  @Override
  public void leaseExpired() {
    leases.expired();
  }
}
