package io.cornerstone.server.member;

/**
 * Limits on what comes from clients.
 *
 * @param requestBytesMax largest encoded request
 * @param txnOpsMax most operations in a txn
 * @param quotaBytes largest store; 0 or less is none
 */
public record MemberLimits(int requestBytesMax, int txnOpsMax, long quotaBytes) {
  public static final MemberLimits DEFAULT = new MemberLimits(1_572_864, 128, 2L << 30);
}
