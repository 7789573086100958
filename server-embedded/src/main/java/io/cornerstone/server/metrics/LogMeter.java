package io.cornerstone.server.metrics;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/** Times what a member does with its log. */
final class LogMeter {
  private final Histogram sync;
  private final Histogram write;
  private final Gauge bytes;

  LogMeter(Instruments make) {
    sync = make.seconds("etcd_disk_wal_fsync_duration_seconds", "Time to sync the log.", 0.001, 14);
    write =
        make.seconds(
            "etcd_disk_wal_write_duration_seconds", "Time to write to the log.", 0.001, 14);
    bytes = make.gauge("etcd_disk_wal_write_bytes_total", "Bytes written to the log.");
  }

  void bytes(long written) {
    bytes.inc(written);
  }

  void written(long nanos) {
    write.observe(Instruments.toSeconds(nanos));
  }

  void synced(long nanos) {
    sync.observe(Instruments.toSeconds(nanos));
  }
}
