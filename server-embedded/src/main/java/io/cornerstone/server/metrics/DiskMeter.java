package io.cornerstone.server.metrics;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/** Times what a member does with its disk. */
final class DiskMeter {
  private final Histogram logSync;
  private final Histogram logWrite;
  private final Gauge logBytes;
  private final Histogram storeCommit;
  private final Histogram defragmentation;

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
    defragmentation =
        make.seconds(
            "etcd_disk_backend_defrag_duration_seconds", "Time to defragment the store.", 0.1, 13);
  }

  void logWritten(long bytes, long nanos) {
    logBytes.inc(bytes);
    logWrite.observe(Instruments.toSeconds(nanos));
  }

  void logSynced(long nanos) {
    logSync.observe(Instruments.toSeconds(nanos));
  }

  void storeCommitted(long nanos) {
    storeCommit.observe(Instruments.toSeconds(nanos));
  }

  void defragmented(long nanos) {
    defragmentation.observe(Instruments.toSeconds(nanos));
  }
}
