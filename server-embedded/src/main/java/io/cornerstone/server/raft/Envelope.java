package io.cornerstone.server.raft;

/** A message on its way to a member. */
public record Envelope(long to, Message message) {}
