package io.cornerstone.ctl.run;

/** Ends the command with an exit code and, unless it is empty, a line on the error stream. */
public final class Failure extends RuntimeException {
  /** Something went wrong. */
  public static final int ERROR = 1;

  /** No connection could be used. */
  public static final int BAD_CONNECTION = 2;

  /** The input of an interactive command is malformed. */
  public static final int BAD_INPUT = 3;

  /** A flag has a value that there is not. */
  public static final int BAD_FEATURE = 4;

  /** Ended before its time. */
  public static final int INTERRUPTED = 5;

  /** A file or stream cannot be read or written. */
  public static final int IO = 6;

  /** Arguments are missing, too many or malformed. */
  public static final int BAD_ARGUMENTS = 128;

  private static final long serialVersionUID = 1;

  private final int exitCode;

  /** Ends the command with this code and text. */
  public Failure(int exitCode, String text) {
    super(text);
    this.exitCode = exitCode;
  }

  /** Arguments are missing, too many or malformed. */
  public static Failure arguments(String text) {
    return new Failure(BAD_ARGUMENTS, text);
  }

  /** Ends the command without a line, as it has said all itself. */
  public static Failure silent(int exitCode) {
    return new Failure(exitCode, "");
  }

  /** The exit code. */
  public int exitCode() {
    return exitCode;
  }

  /** The text; empty for none. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
