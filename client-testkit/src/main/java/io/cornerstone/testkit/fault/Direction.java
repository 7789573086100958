package io.cornerstone.testkit.fault;

/** One of the two ways through a {@link FaultProxy}. */
public enum Direction {
  /** What the client sends. */
  TO_SERVER,
  /** What the server answers. */
  TO_CLIENT
}
