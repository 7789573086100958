package io.cornerstone.server.metrics;

import io.cornerstone.server.env.StoreMeter;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/** Counts and times what a member does with its store. */
final class EngineMeter implements StoreMeter {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final Histogram commit;
  private final Histogram view;
  private final Histogram defragment;
  private final Gauge defragmenting;
  private final Histogram hash;
  private final Histogram hashOfRevision;
  private final OperationCounters operations;
  private final Histogram range;
  private final CompactionMeter compaction;
  private final SnapshotMeter snapshots;

  EngineMeter(Instruments make) {
    commit =
        make.seconds(
            "etcd_disk_backend_commit_duration_seconds", "Time to commit the store.", 0.001, 14);
    view =
        make.seconds(
            "etcd_disk_backend_snapshot_duration_seconds",
            "Time for which a client's snapshot was read.",
            0.01,
            17);
    defragment =
        make.seconds(
            "etcd_disk_backend_defrag_duration_seconds", "Time to rewrite the store.", 0.1, 13);
    defragmenting = make.gauge("etcd_disk_defrag_inflight", "1 while the store is rewritten.");
    hash = make.seconds("etcd_mvcc_hash_duration_seconds", "Time of a checksum.", 0.01, 15);
    hashOfRevision =
        make.seconds(
            "etcd_mvcc_hash_rev_duration_seconds", "Time of a checksum of a revision.", 0.01, 15);
    range =
        make.seconds(
            "etcd_server_range_duration_seconds", "Time of a range.", 0.0001, 20, "success");
    operations = new OperationCounters(make);
    compaction = new CompactionMeter(make);
    snapshots = new SnapshotMeter(make);
  }

  @Override
  public void committed(long nanos) {
    commit.observe(Instruments.toSeconds(nanos));
  }

  @Override
  public void ran(int ranges, int puts, int deletes, long putBytes) {
    operations.ran(ranges, puts, deletes, putBytes);
  }

  @Override
  public void ranged(boolean isSuccessful, long nanos) {
    range.labelValues(Boolean.toString(isSuccessful)).observe(Instruments.toSeconds(nanos));
    if (isSuccessful) {
      operations.ran(1, 0, 0, 0);
    }
  }

  @Override
  public void hashed(boolean isOfRevision, long nanos) {
    (isOfRevision ? hashOfRevision : hash).observe(Instruments.toSeconds(nanos));
  }

  @Override
  public void viewed(long nanos) {
    view.observe(Instruments.toSeconds(nanos));
  }

  @Override
  public void defragmentBegan() {
    defragmenting.set(1);
  }

  @Override
  public void defragmentEnded(long nanos) {
    defragmenting.set(0);
    defragment.observe(Instruments.toSeconds(nanos));
  }

  @Override
  public void compactionStep(long revisions, long nanos) {
    compaction.step(revisions, nanos);
  }

  @Override
  public void compactionEnded(long nanos, long wallMillis) {
    compaction.ended(nanos, wallMillis / MILLIS_PER_SECOND);
  }

  @Override
  public void checkpointed(long nanos) {
    snapshots.checkpointed(nanos);
  }

  @Override
  public void snapshotStored(long nanos) {
    snapshots.stored(nanos);
  }

  @Override
  public void snapshotApplying(boolean isApplying) {
    snapshots.applying(isApplying);
  }

  /** Operations on keys, under their present names and those they had before etcd 3.5. */
  private static final class OperationCounters {
    private final CounterDataPoint[] ranges;
    private final CounterDataPoint[] puts;
    private final CounterDataPoint[] deletes;
    private final CounterDataPoint[] txns;
    private final Gauge putBytes;

    OperationCounters(Instruments make) {
      ranges = counters(make, "range_total", "Ranges served.");
      puts = counters(make, "put_total", "Puts applied.");
      deletes = counters(make, "delete_total", "Deletions applied.");
      txns = counters(make, "txn_total", "Transactions of more than one operation.");
      putBytes =
          make.gauge(
              "etcd_debugging_mvcc_total_put_size_in_bytes", "Bytes of keys and values put.");
    }

    void ran(int rangeCount, int putCount, int deleteCount, long bytes) {
      increment(ranges, rangeCount);
      increment(puts, putCount);
      increment(deletes, deleteCount);
      if (rangeCount + putCount + deleteCount > 1) {
        increment(txns, 1);
      }
      if (bytes > 0) {
        putBytes.inc(bytes);
      }
    }

    private static CounterDataPoint[] counters(Instruments make, String name, String help) {
      Counter now = make.counter("etcd_mvcc_" + name, help);
      Counter before = make.counter("etcd_debugging_mvcc_" + name, help);
      return new CounterDataPoint[] {now.labelValues(), before.labelValues()};
    }

    private static void increment(CounterDataPoint[] counters, int count) {
      if (count > 0) {
        for (CounterDataPoint counter : counters) {
          counter.inc(count);
        }
      }
    }
  }
}
