package io.cornerstone.server.raft;

/** The part that a member plays now. */
public enum Role {
  FOLLOWER,
  PRE_CANDIDATE,
  CANDIDATE,
  LEADER
}
