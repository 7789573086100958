package io.cornerstone.server.member;

import com.google.protobuf.Message;
import io.cornerstone.protocol.LeaseCheckpoint;
import io.cornerstone.protocol.LeaseCheckpointRequest;
import io.cornerstone.protocol.LeaseRevokeRequest;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.env.Clock;
import io.cornerstone.server.lease.Lessor;
import java.time.Duration;
import java.util.List;

/**
 * The leader's care for leases: it alone sees them expire, and proposes to revoke them; and it
 * notes in the log what is left of long ones, for the next leader. It takes this up once it has
 * applied the first entry of its own term, when its leases are all that were granted before it.
 * Apply thread only.
 */
final class LeaseDuty {
  private static final Duration SCAN_INTERVAL = Duration.ofMillis(500);
  private static final int EXPIRED_PER_SCAN_MAX = 500;
  private static final int CHECKPOINTS_PER_SCAN_MAX = 1000;
  private static final long RETRY_NANOS = Duration.ofSeconds(7).toNanos();

  /** Proposes a command in one term and in no other: a new leader may have renewed the lease. */
  interface Proposer {
    void propose(CommandKind kind, Message request, long term);
  }

  private final ApplyLoop apply;
  private final Clock clock;
  private final long graceNanos;
  private final Proposer proposer;

  private long leadingTerm; // 0 while this member does not lead.
  private boolean scanIsScheduled;

  /**
   * @param grace added to every lease when this member begins to lead: one election timeout, for
   *     what clients could not renew meanwhile
   */
  LeaseDuty(ApplyLoop apply, Clock clock, Duration grace, Proposer proposer) {
    this.apply = apply;
    this.clock = clock;
    this.graceNanos = grace.toNanos();
    this.proposer = proposer;
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
      proposer.propose(
          CommandKind.LEASE_REVOKE,
          LeaseRevokeRequest.newBuilder().setID(leaseId).build(),
          leadingTerm);
    }
    proposeCheckpoints();
    scheduleScan();
  }

  private void proposeCheckpoints() {
    final List<Lessor.Checkpoint> due =
        apply.lessor().dueCheckpoints(clock.monotonicNanos(), CHECKPOINTS_PER_SCAN_MAX);
    if (!due.isEmpty()) {
      final LeaseCheckpointRequest.Builder request = LeaseCheckpointRequest.newBuilder();
      for (Lessor.Checkpoint one : due) {
        request.addCheckpoints(
            LeaseCheckpoint.newBuilder()
                .setID(one.leaseId())
                .setRemainingTTL(one.remainingSeconds()));
      }
      proposer.propose(CommandKind.LEASE_CHECKPOINT, request.build(), leadingTerm);
    }
  }
}
