package io.cornerstone.server.raft;

import io.cornerstone.server.raft.progress.Progress;

/**
 * What a leader knows of another member, for promotion checks and diagnosis.
 *
 * @param matchIndex the member has the leader's log durably up to here
 * @param nextIndex the next entry to be sent to it
 * @param isLearner whether it has no say
 * @param recentlyActive whether it was heard from in this or the last election timeout
 */
public record FollowerStatus(
    long memberId,
    long matchIndex,
    long nextIndex,
    Progress.Mode mode,
    boolean isLearner,
    boolean recentlyActive) {}
