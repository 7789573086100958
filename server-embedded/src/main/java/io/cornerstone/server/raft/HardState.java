package io.cornerstone.server.raft;

/**
 * What a member must have on disk before it answers (Raft paper, figure 2).
 *
 * @param term the latest term seen
 * @param vote the member that got this member's vote in {@code term}; 0 is none
 * @param commitIndex the highest index known to be committed; may be stale after a restart
 */
public record HardState(long term, long vote, long commitIndex) {
  public static final HardState EMPTY = new HardState(0, 0, 0);
}
