package io.cornerstone.server.lease;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.env.Invariant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The leases and the keys attached to them. Every member has all of them; only the primary (the
 * leader's lessor) lets their clocks run.
 *
 * <p>What is granted, attached and revoked comes from the log and is the same on all members. Time
 * is not: it is passed in by the primary's caller, from its monotonic clock, and decides nothing
 * but which leases that caller proposes to revoke. A lease lives at least its ttl: a clock starts
 * only after the grant was applied, at the first call of {@link #expired}, {@link #renew} or {@link
 * #timeToLive} then, and anew with a grace when another member takes over.
 *
 * <p>So that a long lease does not begin anew with every primary, the primary writes to the log
 * from time to time what is left of it: a checkpoint, from which the next primary starts. A renewal
 * makes it wrong, as the lease lives longer then. Such a renewal holds only once a reset of the
 * checkpoint is in the log too: {@link #renew} tells which ones.
 *
 * <p>Belongs to the apply thread: no method may be called on another one.
 */
public final class Lessor {
  /** etcd's greatest ttl. */
  public static final long TTL_SECONDS_MAX = 9_000_000_000L;

  /**
   * {@code remainingSeconds} is -1 for a lease that does not exist (then {@code grantedTtl} is 0),
   * and 0 for one that is over and not yet revoked; {@code keys} are in ascending order.
   */
  public record TimeToLive(
      long leaseId, long remainingSeconds, long grantedTtl, List<ByteString> keys) {}

  /** What is left of a lease, rounded up; {@code remainingSeconds} 0 resets. */
  public record Checkpoint(long leaseId, long remainingSeconds) {}

  /**
   * A renewal.
   *
   * @param ttlSeconds the granted ttl, 0 if the lease is unknown or expired
   * @param resetNumber 0 if the renewal holds at once; otherwise it holds only if {@link
   *     #resetApplied} says so once a reset of the lease has been applied
   * @param primacy what this lessor was primary with
   */
  public record Renewal(long leaseId, long ttlSeconds, long resetNumber, Object primacy) {
    /** Whether nothing has to go into the log before the renewal holds. */
    public boolean holds() {
      return resetNumber == 0;
    }
  }

  private final TreeMap<Long, Lease> leases = new TreeMap<>();
  // The lease of each attached key. Never iterated.
  private final Map<ByteString, Lease> byKey = new HashMap<>();
  // Granted while primary; the clock has not started yet. Some may be revoked already.
  private final List<Lease> fresh = new ArrayList<>();
  // Null on all but the primary.
  private @Nullable ExpiryQueue queue;

  private Lessor() {}

  /** A lessor without leases, not primary. */
  public static Lessor create() {
    return new Lessor();
  }

  /**
   * Adds a lease.
   *
   * @throws RefusedException LEASE_EXIST
   */
  public void grant(long leaseId, long ttlSeconds) {
    if (leases.containsKey(leaseId)) {
      throw new RefusedException(EtcdError.LEASE_EXIST);
    }
    final Lease lease = new Lease(leaseId, ttlSeconds);
    leases.put(leaseId, lease);
    if (queue != null) {
      fresh.add(lease);
    }
  }

  /**
   * Removes a lease.
   *
   * @return the keys attached to it, in ascending order
   * @throws RefusedException LEASE_NOT_FOUND
   */
  public List<ByteString> revoke(long leaseId) {
    final Lease lease = leases.remove(leaseId);
    if (lease == null) {
      throw new RefusedException(EtcdError.LEASE_NOT_FOUND);
    }
    if (queue != null) {
      queue.remove(lease);
    }
    lease.keys.forEach(byKey::remove);
    return List.copyOf(lease.keys);
  }

  public boolean exists(long leaseId) {
    return leases.containsKey(leaseId);
  }

  /** Attaches a key, which leaves the lease it had before; lease 0 just detaches. */
  public void attach(ByteString key, long leaseId) {
    final Lease lease = leaseId == 0 ? null : leases.get(leaseId);
    if (lease == null && leaseId != 0) {
      Invariant.check(false, "a key is attached to lease %x, which does not exist", leaseId);
    }
    final Lease before = lease == null ? byKey.remove(key) : byKey.put(key, lease);
    if (before != null) {
      before.keys.remove(key);
    }
    if (lease != null) {
      lease.keys.add(key);
    }
  }

  /**
   * Takes a checkpoint, or the reset of one, from the log. Clocks that run go on.
   *
   * @return whether the lease exists
   */
  public boolean checkpoint(long leaseId, long remainingSeconds) {
    final Lease lease = leases.get(leaseId);
    if (lease != null) {
      lease.checkpointSeconds = Math.max(0, Math.min(remainingSeconds, lease.ttlSeconds));
    }
    return lease != null;
  }

  /** The granted ttl of a lease; 0 if there is no such lease. */
  public long grantedSeconds(long leaseId) {
    final Lease lease = leases.get(leaseId);
    return lease == null ? 0 : lease.ttlSeconds;
  }

  /** What a checkpoint said was left of a lease; 0 if none is in force. */
  public long checkpointSeconds(long leaseId) {
    final Lease lease = leases.get(leaseId);
    return lease == null ? 0 : lease.checkpointSeconds;
  }

  /** All leases, ascending. */
  public Collection<Long> leases() {
    return List.copyOf(leases.keySet());
  }

  /**
   * This member leads now: every lease gets its ttl, or what its checkpoint left, plus a grace from
   * now on.
   */
  public void promote(long nowNanos, long graceNanos) {
    demote();
    final ExpiryQueue started = new ExpiryQueue(nowNanos);
    for (Lease lease : leases.values()) {
      started.restart(lease, lease.startSeconds(), nowNanos, graceNanos);
      lease.proposedCount = 0; // Those of earlier primaries are applied, or never will be.
      lease.undoneCount = 0;
    }
    queue = started;
  }

  /** This member does not lead any more: nothing expires here. */
  public void demote() {
    queue = null;
    fresh.clear();
    for (Lease lease : leases.values()) {
      lease.hasClock = false;
    }
  }

  public boolean isPrimary() {
    return queue != null;
  }

  /**
   * Renews. The clock starts anew in any case; whether the caller may be told is in the answer.
   *
   * @throws RefusedException NOT_PRIMARY_LESSOR
   */
  public Renewal renew(long leaseId, long nowNanos) {
    final ExpiryQueue running = primary();
    startClocks(running, nowNanos);
    final Lease lease = leases.get(leaseId);
    if (lease == null || running.remainingNanos(lease, nowNanos) <= 0) {
      return new Renewal(leaseId, 0, 0, running);
    }
    running.restart(lease, lease.ttlSeconds, nowNanos, 0);
    // Numbers start at 1, as those of a lease that an earlier primary checkpointed are 0.
    final long reset = lease.mayBeCheckpointed() ? lease.proposedCount + 1 : 0;
    return new Renewal(leaseId, lease.ttlSeconds, reset, running);
  }

  /**
   * A reset that was proposed for a renewal has been applied.
   *
   * @return whether the renewal holds. If not, another primary may have started the clock in
   *     between, from the checkpoint: renew again, wherever the primary is now
   */
  public boolean resetApplied(Renewal renewal) {
    if (renewal.primacy() != queue) {
      return false;
    }
    final Lease lease = leases.get(renewal.leaseId());
    if (lease != null) {
      // What was proposed before the reset went into the log before it, or not at all.
      lease.undoneCount = Math.max(lease.undoneCount, renewal.resetNumber() - 1);
    }
    return true;
  }

  /**
   * Checkpoints to propose now, at most {@code max}, each lease again only after an interval. They
   * must go into the log before any reset that a later renewal asks for, or never.
   *
   * @throws RefusedException NOT_PRIMARY_LESSOR
   */
  public List<Checkpoint> dueCheckpoints(long nowNanos, int max) {
    final ExpiryQueue running = primary();
    startClocks(running, nowNanos);
    final List<Checkpoint> due = new ArrayList<>();
    for (Lease lease : running.takeDue(nowNanos, max)) {
      final long remaining = running.remainingNanos(lease, nowNanos);
      if (remaining > 0) {
        lease.proposedCount++;
        due.add(new Checkpoint(lease.id, TimeUnit.NANOSECONDS.toSeconds(remaining - 1) + 1));
      }
    }
    return due;
  }

  /**
   * How long a lease has to live, in whole seconds, and its keys if asked for.
   *
   * @throws RefusedException NOT_PRIMARY_LESSOR
   */
  public TimeToLive timeToLive(long leaseId, boolean keys, long nowNanos) {
    final ExpiryQueue running = primary();
    startClocks(running, nowNanos);
    final Lease lease = leases.get(leaseId);
    if (lease == null) {
      return new TimeToLive(leaseId, -1, 0, List.of());
    }
    final long remaining = Math.max(0, running.remainingNanos(lease, nowNanos));
    return new TimeToLive(
        leaseId,
        TimeUnit.NANOSECONDS.toSeconds(remaining),
        lease.ttlSeconds,
        keys ? List.copyOf(lease.keys) : List.of());
  }

  /**
   * Leases whose time is over, in order of expiry, at most {@code max}; each is named again only
   * after {@code retryNanos}. Also starts the clock of leases granted since the last call.
   *
   * @throws RefusedException NOT_PRIMARY_LESSOR
   */
  public List<Long> expired(long nowNanos, int max, long retryNanos) {
    final ExpiryQueue running = primary();
    startClocks(running, nowNanos);
    return running.takeOver(nowNanos, max, retryNanos);
  }

  private ExpiryQueue primary() {
    if (queue == null) {
      throw new RefusedException(EtcdError.NOT_PRIMARY_LESSOR);
    }
    return queue;
  }

  private void startClocks(ExpiryQueue running, long nowNanos) {
    for (Lease lease : fresh) {
      if (leases.get(lease.id) == lease) {
        running.restart(lease, lease.ttlSeconds, nowNanos, 0);
      }
    }
    fresh.clear();
  }
}
