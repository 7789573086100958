package io.cornerstone.recipes.session;

/**
 * The session that an operation relied on is over: its lease was lost, or it was closed. Whatever
 * was held through it must count as gone. Open another session to go on.
 */
public final class SessionExpiredException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says which session, and why it is over. */
  public SessionExpiredException(String message) {
    super(message);
  }
}
