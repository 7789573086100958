package io.cornerstone.server.raft;

/**
 * Settings of the core.
 *
 * @param memberId this member; never 0
 * @param electionTicks base election timeout in ticks; the real one is random in [base, 2 x base)
 * @param heartbeatTicks ticks between a leader's heartbeats
 * @param appendBytesMax most bytes of entries in one append message; one entry always fits
 * @param inflightAppendsMax most unanswered append messages per follower
 */
public record RaftConfig(
    long memberId,
    int electionTicks,
    int heartbeatTicks,
    int appendBytesMax,
    int inflightAppendsMax) {
  /** etcd's figures: 10 ticks, 1 tick, 1 MiB, 512 messages. */
  public static RaftConfig defaults(long memberId) {
    return new RaftConfig(memberId, 10, 1, 1 << 20, 512);
  }
}
