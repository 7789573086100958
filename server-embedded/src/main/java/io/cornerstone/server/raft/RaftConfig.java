package io.cornerstone.server.raft;

/**
 * Settings of the core.
 *
 * @param memberId this member; never 0
 * @param electionTicks base election timeout in ticks; the real one is random in [base, 2 x base)
 * @param heartbeatTicks ticks between a leader's heartbeats
 * @param appendBytesMax most bytes of entries in one append message; one entry always fits
 * @param inflightAppendsMax most unanswered append messages per follower
 * @param inflightBytesMax most bytes of entries in unanswered append messages per follower; one
 *     message always fits
 * @param uncommittedBytesMax most bytes of entries in a leader's log that are not committed yet;
 *     beyond it proposals are refused, but one always fits
 * @param isLeaseRead whether a leader answers reads without a round while a quorum's promise not to
 *     elect another still holds. Off by default, because it trusts clocks: no member's may run
 *     twice as fast as another's, and the owner must tell the core of pauses, see {@link
 *     RaftCore#clock}. All members of a cluster must have the same setting
 * @param isPreVote whether a member asks if it could win before it stands for election. On by
 *     default; without it, one that comes back from a partition makes the others elect again
 */
public record RaftConfig(
    long memberId,
    int electionTicks,
    int heartbeatTicks,
    int appendBytesMax,
    int inflightAppendsMax,
    long inflightBytesMax,
    long uncommittedBytesMax,
    boolean isLeaseRead,
    boolean isPreVote) {
  private static final long INFLIGHT_BYTES_MAX = 16L << 20;
  private static final long UNCOMMITTED_BYTES_MAX = 128L << 20;

  /** With the default bounds of bytes: 16 MiB in flight and 128 MiB uncommitted. */
  public RaftConfig(
      long memberId,
      int electionTicks,
      int heartbeatTicks,
      int appendBytesMax,
      int inflightAppendsMax) {
    this(
        memberId,
        electionTicks,
        heartbeatTicks,
        appendBytesMax,
        inflightAppendsMax,
        INFLIGHT_BYTES_MAX,
        UNCOMMITTED_BYTES_MAX,
        false,
        true);
  }

  /** etcd's figures: 10 ticks, 1 tick, 1 MiB, 512 messages. */
  public static RaftConfig defaults(long memberId) {
    return new RaftConfig(memberId, 10, 1, 1 << 20, 512);
  }

  public RaftConfig withInflightBytesMax(long bytes) {
    return new RaftConfig(
        memberId,
        electionTicks,
        heartbeatTicks,
        appendBytesMax,
        inflightAppendsMax,
        bytes,
        uncommittedBytesMax,
        isLeaseRead,
        isPreVote);
  }

  public RaftConfig withUncommittedBytesMax(long bytes) {
    return new RaftConfig(
        memberId,
        electionTicks,
        heartbeatTicks,
        appendBytesMax,
        inflightAppendsMax,
        inflightBytesMax,
        bytes,
        isLeaseRead,
        isPreVote);
  }

  public RaftConfig withLeaseRead() {
    return new RaftConfig(
        memberId,
        electionTicks,
        heartbeatTicks,
        appendBytesMax,
        inflightAppendsMax,
        inflightBytesMax,
        uncommittedBytesMax,
        true,
        isPreVote);
  }

  public RaftConfig withPreVote(boolean isPreVote) {
    return new RaftConfig(
        memberId,
        electionTicks,
        heartbeatTicks,
        appendBytesMax,
        inflightAppendsMax,
        inflightBytesMax,
        uncommittedBytesMax,
        isLeaseRead,
        isPreVote);
  }
}
