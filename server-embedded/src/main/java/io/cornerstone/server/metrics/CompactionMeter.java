package io.cornerstone.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/**
 * Counts and times compaction. Index and store are walked together here, so that one pause is both
 * etcd's pause of the index and that of the store.
 */
final class CompactionMeter {
  private final Histogram total;
  private final Histogram pause;
  private final Histogram indexPause;
  private final Counter keys;
  private final Gauge last;

  CompactionMeter(Instruments make) {
    total =
        make.doubling(
            "etcd_debugging_mvcc_db_compaction_total_duration_milliseconds",
            "Time of a compaction, until all is given back.",
            100,
            14);
    pause =
        make.doubling(
            "etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds",
            "Time for which compaction held up the commands.",
            1,
            13);
    indexPause =
        make.doubling(
            "etcd_debugging_mvcc_index_compaction_pause_duration_milliseconds",
            "Time for which compaction held up the commands.",
            0.5,
            14);
    keys =
        make.counter(
            "etcd_debugging_mvcc_db_compaction_keys_total", "Revisions of keys given back.");
    last =
        make.gauge(
            "etcd_debugging_mvcc_db_compaction_last",
            "When the last compaction ended, in seconds since 1970.");
  }

  void step(long revisions, long nanos) {
    keys.inc(revisions);
    pause.observe(Instruments.toMillis(nanos));
    indexPause.observe(Instruments.toMillis(nanos));
  }

  void ended(long nanos, double wallSeconds) {
    total.observe(Instruments.toMillis(nanos));
    last.set(wallSeconds);
  }
}
