package io.cornerstone.server.env;

import java.io.IOException;

/** A lock is held by somebody else. */
public final class LockedException extends IOException {
  private static final long serialVersionUID = 1;

  LockedException(String message) {
    super(message);
  }
}
