package io.cornerstone.server.metrics;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/** Times what a member does with its disk. */
final class DiskMeter {
  private final Histogram logSync;
  private final Histogram logWrite;
  private final Gauge logBytes;
  private final Histogram storeCommit;

  DiskMeter(Instruments make) {
    logSync =
        make.seconds("etcd_disk_wal_fsync_duration_seconds", "Time to sync the log.", 0.001, 14);
    logWrite =
        make.seconds(
            "etcd_disk_wal_write_duration_seconds", "Time to write to the log.", 0.001, 14);
    logBytes = make.gauge("etcd_disk_wal_write_bytes_total", "Bytes written to the log.");
    storeCommit =
        make.seconds(
            "etcd_disk_backend_commit_duration_seconds", "Time to commit the store.", 0.001, 14);
  }

  void logBytes(long bytes) {
    logBytes.inc(bytes);
  }

  void logWritten(long nanos) {
    logWrite.observe(Instruments.toSeconds(nanos));
  }

  void logSynced(long nanos) {
    logSync.observe(Instruments.toSeconds(nanos));
  }

  void storeCommitted(long nanos) {
    storeCommit.observe(Instruments.toSeconds(nanos));
  }
}
