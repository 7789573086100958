package io.cornerstone.server.member;

/**
 * This member was removed from its cluster, for good. No fault: it stops in order, and its data
 * directory is of no use any more.
 */
public final class MemberRemovedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MemberRemovedException(long memberId) {
    super(
        "member "
            + Long.toHexString(memberId)
            + " has been permanently removed from the cluster; to join again, it must be added"
            + " anew and start with an empty data directory",
        null,
        false,
        false);
  }
}
