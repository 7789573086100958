package io.cornerstone.server.env;

import com.google.errorprone.annotations.FormatMethod;

/**
 * Checks of what must always hold; on in production too. A failed one is our bug and stops the
 * member.
 */
public final class Invariant {
  private Invariant() {}

  /** Throws {@link InvariantViolation} unless {@code holds}. */
  @FormatMethod
  public static void check(boolean holds, String format, Object... arguments) {
    if (!holds) {
      throw new InvariantViolation(String.format(format, arguments));
    }
  }

  /** An invariant did not hold. */
  public static final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvariantViolation(String message) {
      super("invariant violated: " + message);
    }
  }
}
