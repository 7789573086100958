package io.cornerstone.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be taken back if a start fails half way; the last thing first. */
final class Undo {
  private static final Logger log = LoggerFactory.getLogger(Undo.class);

  private final Deque<Runnable> actions = new ArrayDeque<>();

  void later(Runnable action) {
    actions.push(action);
  }

  /** Takes everything back; one failure does not keep the rest from it. */
  void run() {
    while (!actions.isEmpty()) {
      try {
        actions.pop().run();
      } catch (RuntimeException e) {
        log.warn("after a failed start", e);
      }
    }
  }
}
