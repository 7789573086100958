package io.cornerstone.server.bolt;

import java.io.IOException;

/** A file is not a sound page file. The message is one line. */
public final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1;

  /** Says which file, at which byte, and what is wrong there. */
  public DamagedFileException(String file, long position, String reason) {
    super(file + ", byte " + position + ": " + reason);
  }
}
