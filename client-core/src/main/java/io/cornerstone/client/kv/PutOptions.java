package io.cornerstone.client.kv;

import io.cornerstone.client.lease.LeaseId;

/**
 * How a put writes.
 *
 * @param lease the lease that the key ends with; {@link LeaseId#NONE} detaches it from any
 * @param prevKv return the version before
 * @param ignoreValue keep the value the key has; the value given must be empty
 * @param ignoreLease keep the lease the key has; the lease given must be none
 */
public record PutOptions(LeaseId lease, boolean prevKv, boolean ignoreValue, boolean ignoreLease) {
  /** No lease, no previous version. */
  public static final PutOptions DEFAULT = new PutOptions(LeaseId.NONE, false, false, false);

  /** Attaches the key to a lease. */
  public PutOptions withLease(LeaseId lease) {
    return new PutOptions(lease, prevKv, ignoreValue, ignoreLease);
  }

  /** Returns the version before. */
  public PutOptions withPrevKv() {
    return new PutOptions(lease, true, ignoreValue, ignoreLease);
  }

  /** Keeps the value the key has. */
  public PutOptions withIgnoreValue() {
    return new PutOptions(lease, prevKv, true, ignoreLease);
  }

  /** Keeps the lease the key has. */
  public PutOptions withIgnoreLease() {
    return new PutOptions(lease, prevKv, ignoreValue, true);
  }
}
