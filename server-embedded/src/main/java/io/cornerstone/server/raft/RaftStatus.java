package io.cornerstone.server.raft;

/**
 * Where a member stands.
 *
 * @param leader 0 while none is known
 * @param transferee the member that this leader is handing its leadership to; 0 if none
 */
public record RaftStatus(
    long memberId,
    Role role,
    long term,
    long leader,
    long commitIndex,
    long lastIndex,
    long transferee) {
  /** Without a transfer under way. */
  public RaftStatus(
      long memberId, Role role, long term, long leader, long commitIndex, long lastIndex) {
    this(memberId, role, term, leader, commitIndex, lastIndex, 0);
  }
}
