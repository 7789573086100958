package io.cornerstone.server.apply;

/**
 * Bytes that should be a command are not one, or one of a newer version. Never the doing of a
 * client: the log is damaged or was written by another version. The member stops.
 */
public final class MalformedCommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedCommandException(String message) {
    super("malformed command: " + message);
  }

  public MalformedCommandException(String message, Throwable cause) {
    super("malformed command: " + message, cause);
  }
}
