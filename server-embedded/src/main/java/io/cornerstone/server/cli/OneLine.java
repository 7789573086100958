package io.cornerstone.server.cli;

/** Keeps a message on one line, whatever text of the user or of the system went into it. */
final class OneLine {
  private OneLine() {}

  /** The text with each run of control characters (line ends among them) as one space. */
  static String of(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  /**
   * What went wrong, for people: the message of {@code failure}, or of the first cause that has
   * one, else the name of its class.
   */
  static String of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && !message.isBlank()) {
        return of(message);
      }
    }
    return failure.getClass().getSimpleName();
  }
}
