package io.cornerstone.server.raft;

/** Where a member stands. {@code leader} is 0 while none is known. */
public record RaftStatus(
    long memberId, Role role, long term, long leader, long commitIndex, long lastIndex) {}
