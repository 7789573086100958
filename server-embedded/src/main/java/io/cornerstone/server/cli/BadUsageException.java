package io.cornerstone.server.cli;

/** The flags or variables of a start are wrong. The message is the one line that the user gets. */
final class BadUsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  /** Of values that can be read, but are not allowed. */
  BadUsageException(String message) {
    this(message, Main.EXIT_FAILED);
  }

  private BadUsageException(String message, int exitCode) {
    super(OneLine.of(message));
    this.exitCode = exitCode;
  }

  /** Of a command line that cannot be read at all; as with Go's flags, the exit code tells. */
  static BadUsageException unreadable(String message) {
    return new BadUsageException(message, Main.EXIT_USAGE);
  }

  int exitCode() {
    return exitCode;
  }
}
