package io.cornerstone.ctl.command;

import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.text.GoQuote;

/** Numbers among the operands. */
final class Numbers {
  private Numbers() {}

  /** The id of a lease, in hexadecimal; the command ends if it is none. */
  static LeaseId lease(String text, String what) {
    try {
      return new LeaseId(Long.parseLong(text, 16));
    } catch (NumberFormatException e) {
      throw Failure.arguments(
          "bad %s (%s), expecting ID in Hex".formatted(what, invalid("ParseInt", text)));
    }
  }

  /** The id of a member, in hexadecimal; the command ends if it is none. */
  static long member(String text) {
    try {
      return Long.parseUnsignedLong(text, 16);
    } catch (NumberFormatException e) {
      throw Failure.arguments(
          "bad member ID arg (%s), expecting ID in Hex".formatted(invalid("ParseUint", text)));
    }
  }

  /** What Go says of a text that is no number. */
  static String invalid(String function, String text) {
    return "strconv.%s: parsing %s: invalid syntax".formatted(function, GoQuote.of(text));
  }
}
