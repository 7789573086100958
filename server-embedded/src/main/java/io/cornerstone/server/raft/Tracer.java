package io.cornerstone.server.raft;

/** Hears of state changes in the core; the shell logs them, script tests record them. */
public interface Tracer {
  Tracer NONE = event -> {};

  /** One state change in plain words, e.g. {@code "became leader at term 3"}. */
  void trace(String event);
}
