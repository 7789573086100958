package io.cornerstone.server.metrics;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/** Times the snapshots between log and store, and those of other members. */
final class SnapshotMeter {
  private final Histogram checkpointSync;
  private final Histogram checkpoint;
  private final Histogram storeSync;
  private final Histogram storeSave;
  private final Gauge applying;

  SnapshotMeter(Instruments make) {
    checkpointSync =
        make.seconds(
            "etcd_snap_fsync_duration_seconds",
            "Time to make the store durable before the log is cut.",
            0.001,
            14);
    checkpoint =
        make.seconds(
            "etcd_debugging_snap_save_total_duration_seconds",
            "Time to make the store durable before the log is cut.",
            0.001,
            14);
    storeSync =
        make.seconds(
            "etcd_snap_db_fsync_duration_seconds",
            "Time to make the store of a received snapshot durable.",
            0.001,
            14);
    storeSave =
        make.seconds(
            "etcd_snap_db_save_total_duration_seconds",
            "Time to make a store of a received snapshot.",
            0.1,
            10);
    applying =
        make.gauge(
            "etcd_server_snapshot_apply_in_progress_total",
            "1 while a snapshot takes the place of the store.");
  }

  void checkpointed(long nanos) {
    checkpointSync.observe(Instruments.toSeconds(nanos));
    checkpoint.observe(Instruments.toSeconds(nanos));
  }

  /** Writing and syncing are one here: the store syncs as it is written. */
  void stored(long nanos) {
    storeSync.observe(Instruments.toSeconds(nanos));
    storeSave.observe(Instruments.toSeconds(nanos));
  }

  void applying(boolean isApplying) {
    applying.set(isApplying ? 1 : 0);
  }
}
