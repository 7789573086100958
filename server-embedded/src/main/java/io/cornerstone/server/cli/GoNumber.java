package io.cornerstone.server.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whole numbers as Go and YAML 1.1 have them: {@code 10}, {@code 1_000}, {@code 0x1f}, {@code 017}.
 */
final class GoNumber {
  private static final Pattern FORM =
      Pattern.compile(
          "([-+]?)(?:0[xX]_?([0-9a-fA-F_]+)|0[bB]_?([01_]+)|0[oO]?_?([0-7_]+)|(0|[1-9][0-9_]*))");
  private static final int[] BASES = {16, 2, 8, 10};

  private GoNumber() {}

  static boolean is(String text) {
    return FORM.matcher(text).matches();
  }

  /**
   * Reads a number.
   *
   * @throws NumberFormatException if the text is none, or does not fit
   */
  static long parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      for (int i = 0; i < BASES.length; i++) {
        String digits = matcher.group(i + 2);
        if (digits != null) {
          return Long.parseLong(matcher.group(1) + digits.replace("_", ""), BASES[i]);
        }
      }
    }
    throw new NumberFormatException("not a whole number: " + text);
  }
}
