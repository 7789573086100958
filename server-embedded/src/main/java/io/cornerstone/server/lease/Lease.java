package io.cornerstone.server.lease;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;

/** One lease. */
final class Lease {
  /** Earliest first; ties by id, so that all runs agree. */
  static final Comparator<Lease> BY_NOTICE =
      Comparator.<Lease>comparingLong(lease -> lease.noticeNanos)
          .thenComparingLong(lease -> lease.id);

  final long id;
  final long ttlSeconds;
  // In unsigned byte order.
  final NavigableSet<ByteString> keys =
      new TreeSet<>(ByteString.unsignedLexicographicalComparator());

  // The rest has a meaning on the primary only, and is in nanoseconds of the lessor's own time.
  // False until the clock runs.
  boolean hasClock;
  long expiryNanos;
  // When its expiry is to be named next: expiryNanos <= noticeNanos. Part of the order above.
  long noticeNanos;

  Lease(long id, long ttlSeconds) {
    this.id = id;
    this.ttlSeconds = ttlSeconds;
  }
}
