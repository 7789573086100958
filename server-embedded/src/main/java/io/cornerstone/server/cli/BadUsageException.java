package io.cornerstone.server.cli;

/** The flags or variables of a start are wrong. The message is the one line that the user gets. */
final class BadUsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadUsageException(String message) {
    super(OneLine.of(message));
  }
}
