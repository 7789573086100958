package io.cornerstone.server.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The running clocks of a primary's leases, and which of them are over. Times are nanoseconds since
 * the queue was made, so that they are small and can be compared; sums stop at the largest long,
 * which is 292 years.
 */
final class ExpiryQueue {
  /** How long a lease runs between two checkpoints; etcd's value. */
  private static final long CHECKPOINT_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final long originNanos;
  private final TreeSet<Lease> byNotice = new TreeSet<>(Lease.BY_NOTICE);
  // Those alone that will outlive their next checkpoint.
  private final TreeSet<Lease> byCheckpoint = new TreeSet<>(Lease.BY_CHECKPOINT);

  ExpiryQueue(long nowNanos) {
    this.originNanos = nowNanos;
  }

  /** Lets the lease expire so many seconds and a grace from now. */
  void restart(Lease lease, long seconds, long nowNanos, long graceNanos) {
    remove(lease);
    // Larger ttls than a long holds in nanoseconds stop at its largest value.
    final long lifetime = plus(TimeUnit.SECONDS.toNanos(seconds), graceNanos);
    lease.expiryNanos = plus(elapsed(nowNanos), lifetime);
    lease.noticeNanos = lease.expiryNanos;
    lease.hasClock = true;
    byNotice.add(lease);
    scheduleCheckpoint(lease, elapsed(nowNanos));
  }

  void remove(Lease lease) {
    if (lease.hasClock) {
      byNotice.remove(lease);
      byCheckpoint.remove(lease);
      lease.hasClock = false;
    }
  }

  long remainingNanos(Lease lease, long nowNanos) {
    return lease.expiryNanos - elapsed(nowNanos);
  }

  /** At most {@code max} leases that are over, each again only after {@code retryNanos}. */
  List<Long> takeOver(long nowNanos, int max, long retryNanos) {
    final long now = elapsed(nowNanos);
    final List<Lease> over = new ArrayList<>();
    while (over.size() < max && !byNotice.isEmpty() && byNotice.first().noticeNanos <= now) {
      over.add(byNotice.pollFirst());
    }
    for (Lease lease : over) {
      lease.noticeNanos = plus(now, retryNanos);
      byNotice.add(lease);
    }
    return over.stream().map(lease -> lease.id).toList();
  }

  /** At most {@code max} leases whose checkpoint is due; each again after another interval. */
  List<Lease> takeDue(long nowNanos, int max) {
    final long now = elapsed(nowNanos);
    final List<Lease> due = new ArrayList<>();
    while (due.size() < max
        && !byCheckpoint.isEmpty()
        && byCheckpoint.first().checkpointNanos <= now) {
      due.add(byCheckpoint.pollFirst());
    }
    due.forEach(lease -> scheduleCheckpoint(lease, now));
    return due;
  }

  private void scheduleCheckpoint(Lease lease, long now) {
    lease.checkpointNanos = plus(now, CHECKPOINT_INTERVAL_NANOS);
    if (lease.checkpointNanos < lease.expiryNanos) {
      byCheckpoint.add(lease);
    }
  }

  private long elapsed(long nowNanos) {
    return nowNanos - originNanos;
  }

  /** The sum of two times that are not negative. */
  private static long plus(long left, long right) {
    final long sum = left + right;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
