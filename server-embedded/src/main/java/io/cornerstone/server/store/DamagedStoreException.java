package io.cornerstone.server.store;

import java.io.IOException;

/** What is on disk is not what was written there. The member must not serve it. */
public final class DamagedStoreException extends IOException {
  private static final long serialVersionUID = 1;

  /** One line: which file, at which byte, and what is wrong there. */
  public DamagedStoreException(String file, long position, String reason) {
    super("damaged store: " + file + ", byte " + position + ": " + reason);
  }
}
