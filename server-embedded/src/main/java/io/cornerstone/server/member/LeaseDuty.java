package io.cornerstone.server.member;

import io.cornerstone.protocol.LeaseRevokeRequest;
import io.cornerstone.server.env.Clock;
import java.time.Duration;
import java.util.function.ObjLongConsumer;

/**
 * The leader's care for leases: it alone sees them expire, and proposes to revoke them. It takes
 * this up once it has applied the first entry of its own term, when its leases are all that were
 * granted before it. Apply thread only.
 */
final class LeaseDuty {
  private static final Duration SCAN_INTERVAL = Duration.ofMillis(500);
  private static final int EXPIRED_PER_SCAN_MAX = 500;
  private static final long RETRY_NANOS = Duration.ofSeconds(7).toNanos();

  private final ApplyLoop apply;
  private final Clock clock;
  private final long graceNanos;
  private final ObjLongConsumer<LeaseRevokeRequest> propose;

  private long leadingTerm; // 0 while this member does not lead.
  private boolean scanIsScheduled;

  /**
   * @param grace added to every lease when this member begins to lead: one election timeout, for
   *     what clients could not renew meanwhile
   * @param propose takes a revoke and the term in which it may be proposed, and no other: a new
   *     leader may have renewed the lease
   */
  LeaseDuty(
      ApplyLoop apply, Clock clock, Duration grace, ObjLongConsumer<LeaseRevokeRequest> propose) {
    this.apply = apply;
    this.clock = clock;
    this.graceNanos = grace.toNanos();
    this.propose = propose;
  }

  /**
   * @param term in which this member leads; 0 if it does not
   */
  void leads(long term) {
    leadingTerm = term;
    if (apply.lessor().isPrimary()) {
      apply.lessor().demote();
    }
  }

  /** An entry of this term was applied. */
  void applied(long term) {
    if (term == leadingTerm && !apply.lessor().isPrimary()) {
      apply.lessor().promote(clock.monotonicNanos(), graceNanos);
      scheduleScan();
    }
  }

  private void scheduleScan() {
    if (!scanIsScheduled) {
      scanIsScheduled = true;
      apply.schedule(SCAN_INTERVAL, this::scan);
    }
  }

  private void scan() {
    scanIsScheduled = false;
    if (!apply.lessor().isPrimary()) {
      return;
    }
    for (long leaseId :
        apply.lessor().expired(clock.monotonicNanos(), EXPIRED_PER_SCAN_MAX, RETRY_NANOS)) {
      propose.accept(LeaseRevokeRequest.newBuilder().setID(leaseId).build(), leadingTerm);
    }
    scheduleScan();
  }
}
