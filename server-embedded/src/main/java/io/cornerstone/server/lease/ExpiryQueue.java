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
  private final long originNanos;
  private final TreeSet<Lease> byNotice = new TreeSet<>(Lease.BY_NOTICE);

  ExpiryQueue(long nowNanos) {
    this.originNanos = nowNanos;
  }

  /** Lets the lease expire a full ttl and a grace from now. */
  void restart(Lease lease, long nowNanos, long graceNanos) {
    remove(lease);
    // Larger ttls than a long holds in nanoseconds stop at its largest value.
    final long lifetime = plus(TimeUnit.SECONDS.toNanos(lease.ttlSeconds), graceNanos);
    lease.expiryNanos = plus(elapsed(nowNanos), lifetime);
    lease.noticeNanos = lease.expiryNanos;
    lease.hasClock = true;
    byNotice.add(lease);
  }

  void remove(Lease lease) {
    if (lease.hasClock) {
      byNotice.remove(lease);
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

  private long elapsed(long nowNanos) {
    return nowNanos - originNanos;
  }

  /** The sum of two times that are not negative. */
  private static long plus(long left, long right) {
    final long sum = left + right;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
