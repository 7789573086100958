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

  /** The same for checkpoints. */
  static final Comparator<Lease> BY_CHECKPOINT =
      Comparator.<Lease>comparingLong(lease -> lease.checkpointNanos)
          .thenComparingLong(lease -> lease.id);

  final long id;
  final long ttlSeconds;
  // In unsigned byte order.
  final NavigableSet<ByteString> keys =
      new TreeSet<>(ByteString.unsignedLexicographicalComparator());

  // What a checkpoint said was left, in seconds; 0 if none holds: then it is the ttl.
  long checkpointSeconds;

  // The rest has a meaning on the primary only, and is in nanoseconds of the lessor's own time.
  // False until the clock runs.
  boolean hasClock;
  long expiryNanos;
  // When its expiry is to be named next: expiryNanos <= noticeNanos. Part of the order above.
  long noticeNanos;
  // When what is left of it is to be written to the log, if it lives that long. Part of an order.
  long checkpointNanos;
  // Checkpoints proposed by this primary, and how many of them a reset in the log has undone.
  long proposedCount;
  long undoneCount;

  Lease(long id, long ttlSeconds) {
    this.id = id;
    this.ttlSeconds = ttlSeconds;
  }

  /** What a new primary lets it live, without the grace. */
  long startSeconds() {
    return checkpointSeconds > 0 ? checkpointSeconds : ttlSeconds;
  }

  /** Whether a checkpoint is in force, or may come to be by what is on its way into the log. */
  boolean mayBeCheckpointed() {
    return checkpointSeconds > 0 || proposedCount > undoneCount;
  }
}
