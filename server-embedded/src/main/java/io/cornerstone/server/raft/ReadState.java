package io.cornerstone.server.raft;

/** The reads of {@code context} may be served once everything up to {@code index} is applied. */
public record ReadState(long context, long index) {}
