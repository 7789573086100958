package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Console;
import io.cornerstone.ctl.run.Failure;

/** Asks for new passwords. */
final class Passwords {
  private Passwords() {}

  /**
   * A new password.
   *
   * @param interactive ask for it twice; otherwise it is the first line of the input
   */
  static String ask(Console console, String user, boolean interactive) {
    if (!interactive) {
      String line = console.readLine();
      return line == null ? "" : line.strip();
    }
    String first = console.readPassword("Password of " + user + ": ");
    if (first.isEmpty()) {
      throw Failure.arguments("empty password");
    }
    String second = console.readPassword("Type password of " + user + " again for confirmation: ");
    if (!first.equals(second)) {
      throw Failure.arguments("given passwords are different");
    }
    return first;
  }
}
