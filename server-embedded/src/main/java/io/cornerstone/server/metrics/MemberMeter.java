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
  private final PeerMeter peers;
  private final LeaseMeter leases;
  private final Histogram apply;
  private final Histogram range;
  private final Counter proposalsFailed;
  private final Counter slowApplies;
  private final Counter readIndexesFailed;
  private final Counter readIndexesSlow;
  private final Counter leaderChanges;
  private final Counter puts;
  private final Counter deletes;
  private final Counter txns;
  private final Counter ranges;

  MemberMeter(Instruments make) {
    disk = new DiskMeter(make);
    peers = new PeerMeter(make);
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
    readIndexesFailed =
        make.counter("etcd_server_read_indexes_failed_total", "Read index rounds that failed.");
    readIndexesSlow =
        make.counter("etcd_server_slow_read_indexes_total", "Read index rounds asked again.");
    leaderChanges =
        make.counter("etcd_server_leader_changes_seen_total", "Changes of leader seen.");
    puts = make.counter("etcd_mvcc_put_total", "Puts applied.");
    deletes = make.counter("etcd_mvcc_delete_total", "Deletes applied.");
    txns = make.counter("etcd_mvcc_txn_total", "Transactions applied.");
    ranges = make.counter("etcd_mvcc_range_total", "Ranges served.");
  }

  @Override
  public void logWritten(long bytes, long nanos) {
    disk.logWritten(bytes, nanos);
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
  public void defragmented(long nanos) {
    disk.defragmented(nanos);
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
  public void readIndexFailed() {
    readIndexesFailed.inc();
  }

  @Override
  public void readIndexSlow() {
    readIndexesSlow.inc();
  }

  @Override
  public void leaderChanged() {
    leaderChanges.inc();
  }

  @Override
  public void peerSent(long member, long bytes) {
    peers.sent(member, bytes);
  }

  @Override
  public void peerSendFailed(long member) {
    peers.sendFailed(member);
  }

  @Override
  public void peerReceived(long member, long bytes) {
    peers.received(member, bytes);
  }

  @Override
  public void peerRoundTrip(long member, long nanos) {
    peers.roundTrip(member, nanos);
  }

  @Override
  public void snapshotSent(long member, boolean isSuccessful, long nanos) {
    peers.snapshotSent(member, isSuccessful, nanos);
  }

  @Override
  public void snapshotReceived(long member, boolean isSuccessful, long nanos) {
    peers.snapshotReceived(member, isSuccessful, nanos);
  }

  @Override
  public void leaseGranted() {
    leases.granted();
  }

  @Override
  public void leaseRevoked() {
    leases.revoked();
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
