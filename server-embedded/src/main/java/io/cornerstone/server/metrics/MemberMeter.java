package io.cornerstone.server.metrics;

import io.cornerstone.server.env.Meter;
import io.cornerstone.server.env.StoreMeter;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

/** Counts and times what a member does. */
final class MemberMeter implements Meter {
  private static final String API_VERSION = "v3";

  /** etcd's limit for a warning about a slow apply. */
  private static final long SLOW_APPLY_NANOS = 100_000_000;

  private final LogMeter wal;
  private final LeaseMeter leases;
  private final EngineMeter store;
  private final Histogram apply;
  private final Counter slowApplies;
  private final Counter proposalsFailed;
  private final Counter leaderChanges;
  private final Counter lateHeartbeats;
  private final Counter slowReadIndexes;
  private final Counter failedReadIndexes;
  private final Counter promotions;
  private final Counter failedPromotions;

  MemberMeter(Instruments make) {
    wal = new LogMeter(make);
    leases = new LeaseMeter(make);
    store = new EngineMeter(make);
    apply =
        make.seconds(
            "etcd_server_apply_duration_seconds",
            "Time to apply a command.",
            0.0001,
            20,
            "version",
            "op",
            "success");
    slowApplies = make.counter("etcd_server_slow_apply_total", "Commands that took long to apply.");
    proposalsFailed = make.counter("etcd_server_proposals_failed_total", "Proposals that failed.");
    leaderChanges =
        make.counter("etcd_server_leader_changes_seen_total", "Changes of leader seen.");
    lateHeartbeats =
        make.counter("etcd_server_heartbeat_send_failures_total", "Heartbeats sent late.");
    slowReadIndexes =
        make.counter("etcd_server_slow_read_indexes_total", "Questions for a read index repeated.");
    failedReadIndexes =
        make.counter("etcd_server_read_indexes_failed_total", "Read indexes that never came.");
    promotions =
        make.counter("etcd_server_learner_promote_successes", "Learners promoted, at the leader.");
    failedPromotions =
        make.counter(
            "etcd_server_learner_promote_failures", "Learners not promoted, why.", "Reason");
  }

  @Override
  public StoreMeter store() {
    return store;
  }

  @Override
  public void logWritten(long nanos) {
    wal.written(nanos);
  }

  @Override
  public void logBytes(long bytes) {
    wal.bytes(bytes);
  }

  @Override
  public void logSynced(long nanos) {
    wal.synced(nanos);
  }

  @Override
  public void applied(String operation, boolean isSuccessful, long nanos) {
    apply
        .labelValues(API_VERSION, operation, Boolean.toString(isSuccessful))
        .observe(Instruments.toSeconds(nanos));
    if (nanos > SLOW_APPLY_NANOS) {
      slowApplies.inc();
    }
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
  public void heartbeatLate() {
    lateHeartbeats.inc();
  }

  @Override
  public void readIndexSlow() {
    slowReadIndexes.inc();
  }

  @Override
  public void readIndexFailed() {
    failedReadIndexes.inc();
  }

  @Override
  public void learnerPromoted() {
    promotions.inc();
  }

  @Override
  public void learnerNotPromoted(String reason) {
    failedPromotions.labelValues(reason).inc();
  }

  @Override
  public void leaseGranted(long ttlSeconds) {
    leases.granted(ttlSeconds);
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
