package io.cornerstone.client.lease;

/**
 * The id of a lease.
 *
 * @param value the number; 0 is no lease
 */
public record LeaseId(long value) {
  /** No lease. */
  public static final LeaseId NONE = new LeaseId(0);

  /** Whether this is no lease. */
  public boolean isNone() {
    return value == 0;
  }

  /** The id as etcd's tools write it: lower-case hexadecimal. */
  public String hex() {
    return Long.toHexString(value);
  }

  @Override
  public String toString() {
    return hex();
  }
}
