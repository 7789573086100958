package io.cornerstone.server.lease;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.List;

/** Placeholder for the interface of the lessor; the class itself is the next step. */
public abstract class Lessor {
  /** etcd's greatest ttl. */
  public static final long TTL_SECONDS_MAX = 9_000_000_000L;

  /**
   * {@code remainingSeconds} is -1 for a lease that does not exist (then {@code grantedTtl} is 0).
   */
  public record TimeToLive(
      long leaseId, long remainingSeconds, long grantedTtl, List<ByteString> keys) {}

  public static Lessor create() {
    throw new IllegalStateException();
  }

  /**
   * @throws io.cornerstone.protocol.RefusedException LEASE_EXIST
   */
  public abstract void grant(long leaseId, long ttlSeconds);

  /**
   * Removes a lease.
   *
   * @return the keys attached to it, in ascending order
   * @throws io.cornerstone.protocol.RefusedException LEASE_NOT_FOUND
   */
  public abstract List<ByteString> revoke(long leaseId);

  public abstract boolean exists(long leaseId);

  /** Attaches a key, which leaves the lease it had before; lease 0 just detaches. */
  public abstract void attach(ByteString key, long leaseId);

  /** All leases, ascending. */
  public abstract Collection<Long> leases();

  /** This member leads now: every lease gets its full ttl plus a grace from now on. */
  public abstract void promote(long nowNanos, long graceNanos);

  /** This member does not lead any more: nothing expires here. */
  public abstract void demote();

  public abstract boolean isPrimary();

  /**
   * Renews; primary only. @return the granted ttl in seconds, 0 if the lease is unknown or expired
   */
  public abstract long renew(long leaseId, long nowNanos);

  /** Primary only. */
  public abstract TimeToLive timeToLive(long leaseId, boolean keys, long nowNanos);

  /**
   * Leases whose time is over, in order of expiry, at most {@code max}; each is named again only
   * after {@code retryNanos}. Also starts the clock of leases granted since the last call. Primary
   * only.
   */
  public abstract List<Long> expired(long nowNanos, int max, long retryNanos);
}
